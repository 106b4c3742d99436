#include "harness/data/table.h"

#include <algorithm>
#include <limits>

#include "harness/core/json_lexemes.h"

namespace orbench::data {

bool Table::append(std::string_view value) {
  // The longest escape is six bytes for one, so the ends stay within 32 bits.
  const bool fits = text_.size() + 6 * value.size() <= std::numeric_limits<std::uint32_t>::max() &&
                    ends_.size() < kMaxValues;
  if (!fits) return false;
  core::append_json_text(text_, value);
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return true;
}

void Table::note_flaw(std::size_t field, std::string flaw) {
  if (flaws_[field].empty()) flaws_[field] = std::move(flaw);
}

std::optional<std::size_t> Table::field(std::string_view name) const {
  const auto found = std::find(fields_.begin(), fields_.end(), name);
  if (found == fields_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - fields_.begin());
}

}  // namespace orbench::data
