#include <algorithm>

#include "mock/router/filter.h"

namespace orbench::mock {
namespace {

/// The general names cover their microscaled kinds.
bool covers(std::string_view asked, std::string_view found) {
  if (asked == found) return true;
  if (asked == "fp4") return found == "mxfp4" || found == "nvfp4";
  return asked == "fp8" && found == "mxfp8";
}

}  // namespace

Filter quantizations_filter() {
  return {"Filter by Quantization",
          [](const RouteRequest& request) { return !request.quantizations.empty(); },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return std::any_of(
                request.quantizations.begin(), request.quantizations.end(),
                [&](const std::string& asked) { return covers(asked, endpoint.quantization); });
          }};
}

}  // namespace orbench::mock
