#include "results/line_writer.h"

#include "results/utf8_text.h"

namespace orbench::results {
namespace {

/// True when a JSON string holds `text` as it is. Looks at every byte, which the compiler turns
/// into a few wide instructions.
bool is_plain(std::string_view text) {
  unsigned special = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    special |= static_cast<unsigned>(byte < 0x20U) | static_cast<unsigned>(byte >= 0x7FU) |
               static_cast<unsigned>(byte == '"') | static_cast<unsigned>(byte == '\\');
  }
  return special == 0;
}

}  // namespace

void LineWriter::characters(std::string_view value) {
  if (is_plain(value)) return raw(value);
  std::string quoted;
  append_json_string(value, quoted);
  raw(std::string_view(quoted).substr(1, quoted.size() - 2));
}

}  // namespace orbench::results
