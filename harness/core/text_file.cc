#include "harness/core/text_file.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace orbench::core {

Result<std::string> read_text_file(const std::string& path, std::size_t most) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no file \"{}\": check the path", path),
                path);
  }
  // A pipe is what `<(command)` gives; a directory or device is a mistake.
  if (!fs::is_regular_file(status) && !fs::is_fifo(status)) {
    return fail(ErrorCode::kIo, fmt::format("\"{}\" is not a file: name one", path), path);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::kIo, fmt::format("cannot open \"{}\": check its permissions", path),
                path);
  }
  std::string text;
  char buffer[1U << 16U];
  while (file) {
    file.read(buffer, sizeof buffer);
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (text.size() > most) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("\"{}\" is over {} MiB, the most that is read: make it smaller", path,
                              most >> 20U),
                  path);
    }
  }
  if (file.bad()) return fail(ErrorCode::kIo, fmt::format("cannot read \"{}\"", path), path);
  return text;
}

}  // namespace orbench::core
