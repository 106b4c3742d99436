#include <algorithm>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

/// The general names cover their microscaled kinds; an endpoint that does not say counts as
/// `unknown`.
bool covers(std::string_view asked, std::string_view found) {
  if (found.empty()) found = "unknown";
  if (asked == found) return true;
  if (asked == "fp4") return found == "mxfp4" || found == "nvfp4";
  return asked == "fp8" && found == "mxfp8";
}

}  // namespace

RuleKind quantizations_rule() {
  RuleKind kind;
  kind.name = "quantizations";
  kind.what = "row 15: only endpoints of these quantizations";
  kind.sent = [](const Asked& asked) { return !asked.quantizations.empty(); };
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    return std::any_of(
        ground.asked.quantizations.begin(), ground.asked.quantizations.end(),
        [&](const std::string& asked) { return covers(asked, listing.row().quantization); });
  };
  kind.make = [](const Case& ground) {
    return filter_rule(ground, "quantizations", "of a quantization on the list");
  };
  return kind;
}

}  // namespace orbench::verify::routing
