#include "results/line_writer.h"

#include "harness/core/byte_scan.h"
#include "results/utf8_text.h"

namespace orbench::results {
namespace {

/// True when a JSON string holds `text` as it is.
bool is_plain(std::string_view text) {
  return core::first_special(text, [](auto bytes) {
           return bytes.below(0x20) | bytes.equal('"') | bytes.equal('\\') | bytes.equal(0x7F) |
                  bytes.beyond_ascii();
         }) == text.size();
}

}  // namespace

void LineWriter::characters(std::string_view value) {
  if (is_plain(value)) return raw(value);
  std::string quoted;
  append_json_string(value, quoted);
  raw(std::string_view(quoted).substr(1, quoted.size() - 2));
}

}  // namespace orbench::results
