#include "harness/data/read_table.h"

#include "harness/core/text_file.h"

namespace orbench::data {

Table read_table(const std::string& path, core::Diagnostics& diagnostics) {
  const bool csv = path.ends_with(".csv");
  if (!csv && !path.ends_with(".jsonl") && !path.ends_with(".ndjson")) {
    diagnostics.error(core::ErrorCode::kUnsupported,
                      "a data file ends in .jsonl (one JSON object a line) or .csv", path);
    return {};
  }
  const auto text = core::read_text_file(path, kMaxDataBytes);
  if (!text) {
    diagnostics.error(text.error());
    return {};
  }
  return csv ? read_csv(*text, path, diagnostics) : read_jsonl(*text, path, diagnostics);
}

}  // namespace orbench::data
