#include "results/compare/terms.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace orbench::results {

double ComparisonTerms::limit(bool share) const {
  return share ? detect_points : std::log1p(detect);
}

ComparisonTerms default_terms(bool against_mock) {
  ComparisonTerms terms;
  if (against_mock) terms.detect = kDetectAgainstMock;
  return terms;
}

ComparisonTerms read_terms(core::Params& params, bool against_mock) {
  constexpr double kPercent = 100;
  ComparisonTerms terms = default_terms(against_mock);
  params.array("primary", [&](const core::Json& value, const std::string& pointer) {
    const bool text = value.is_string();
    auto comparand = text ? parse_comparand(value.get_ref<const std::string&>())
                          : core::fail(core::ErrorCode::kInvalidArgument,
                                       "a figure to compare is a string such as \"ttft.p50\"");
    if (comparand) {
      terms.primary.push_back(*std::move(comparand));
    } else {
      params.diagnostics().error(core::ErrorCode::kInvalidArgument, comparand.error().message,
                                 params.source().locate(pointer));
    }
  });
  terms.alpha = params.number("alpha", terms.alpha, {1e-4, 0.2, false});
  terms.detect =
      params.number("detect_percent", terms.detect * kPercent, {0, 1000, true}) / kPercent;
  terms.detect_points =
      params.number("detect_points", terms.detect_points * kPercent, {0, 100, true}) / kPercent;
  terms.baseline = params.text_map("baseline");
  terms.stop = read_stop(params);
  return terms;
}

}  // namespace orbench::results
