#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/metrics/content.h"

namespace orbench::results {

/// The value of `content` in a line of samples.jsonl: a JSON list; empty when there are no marks.
[[nodiscard]] std::string content_text(std::span<const metrics::ContentMark> marks);
/// False when the text is no such list. Unknown keys are ignored.
[[nodiscard]] bool read_content_text(std::string_view text,
                                     std::vector<metrics::ContentMark>& marks);

}  // namespace orbench::results
