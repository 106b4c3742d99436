#include "harness/metrics/sample.h"

#include <algorithm>
#include <array>

namespace orbench::metrics {

std::string_view to_string(ReasoningClass reasoning) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "text", "opaque", "hidden"};
  return kNames[static_cast<std::size_t>(reasoning)];
}

void Sample::reset() {
  static_cast<SampleFigures&>(*this) = {};
  for (std::string* text : {&provider, &model, &tier, &generation_id, &finish_reason, &error}) {
    text->clear();
  }
  routing.reset();
  content.clear();
}

}  // namespace orbench::metrics
