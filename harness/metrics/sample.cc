#include "harness/metrics/sample.h"

#include <algorithm>
#include <array>

namespace orbench::metrics {

std::string_view to_string(ReasoningClass reasoning) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "text", "opaque", "hidden"};
  return kNames[static_cast<std::size_t>(reasoning)];
}

core::Stamp Instants::first_token() const {
  if (!first_reasoning.is_set()) return first_answer;
  if (!first_answer.is_set()) return first_reasoning;
  return std::min(first_reasoning, first_answer);
}

bool Usage::present() const {
  return prompt_tokens || output_tokens || reasoning_tokens || cached_tokens || cost;
}

void Sample::reset() {
  Sample fresh;
  for (std::string Sample::*text :
       {&Sample::provider, &Sample::model, &Sample::tier, &Sample::generation_id,
        &Sample::finish_reason, &Sample::error}) {
    fresh.*text = std::move(this->*text);
    (fresh.*text).clear();
  }
  fresh.content = std::move(content);
  fresh.content.clear();
  *this = std::move(fresh);
}

}  // namespace orbench::metrics
