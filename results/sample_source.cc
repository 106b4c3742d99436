#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "results/line_reader.h"
#include "results/sample_line_parser.h"
#include "results/sample_log.h"
#include "results/sample_log_header.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using core::Result;

Result<FileDescriptor> open_log(const std::string& path) {
  FileDescriptor file = open_for_reading(path);
  if (file.is_open()) return file;
  if (errno != ENOENT && errno != ENOTDIR) {
    return io_failure("cannot open", path, errno, "check its permissions");
  }
  return core::fail(
      ErrorCode::kNotFound,
      fmt::format("{} does not exist; without it only summary.json can be shown", path), path);
}

class FileSampleSource final : public SampleSource {
 public:
  FileSampleSource(std::string path, FileDescriptor file, std::size_t cells)
      : path_(std::move(path)), file_(std::move(file)), cells_(cells) {}

  Result<void> for_each(const std::function<void(const metrics::Sample&)>& visit) const override {
    LineReader lines(file_, path_);
    SampleLineParser parser;
    for (;;) {
      const Result<LineReader::Line> line = lines.next();
      if (!line) return tl::unexpected(line.error());
      if (line->end) return {};
      if (lines.line_number() == 1) continue;  // the header, read when the log was opened
      const Result<metrics::Sample> sample = parser.parse(line->text);
      if (sample && sample->cell < cells_) {
        visit(*sample);
        continue;
      }
      // A run that was killed leaves half a line behind; that is the loss it is allowed.
      if (!line->whole) return {};
      return refuse(lines.line_number(),
                    sample
                        ? fmt::format("\"cell\" is {}, but the header has {}", sample->cell, cells_)
                        : sample.error().message);
    }
  }

 private:
  [[nodiscard]] Result<void> refuse(std::int64_t line, std::string_view reason) const {
    return core::fail(ErrorCode::kParse,
                      fmt::format("{} cannot be read beyond line {}: {}", path_, line - 1, reason),
                      fmt::format("{}:{}", path_, line));
  }

  std::string path_;
  FileDescriptor file_;
  std::size_t cells_;
};

}  // namespace

Result<std::unique_ptr<SampleSource>> open_sample_log(const std::string& path,
                                                      SampleLogHeader* header) {
  Result<FileDescriptor> file = open_log(path);
  if (!file) return tl::unexpected(file.error());
  LineReader lines(*file, path);
  const Result<LineReader::Line> first = lines.next();
  if (!first) return tl::unexpected(first.error());
  Result<SampleLogHeader> decoded = decode_sample_log_header(first->text, path);
  if (!decoded) return tl::unexpected(decoded.error());
  auto source = std::make_unique<FileSampleSource>(path, std::move(*file), decoded->cells.size());
  if (header != nullptr) *header = std::move(*decoded);
  return std::unique_ptr<SampleSource>(std::move(source));
}

}  // namespace orbench::results
