#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "mock/router/route_request.h"

namespace orbench::mock {

/// A rule of the router that can be broken on purpose, so that a checker can be seen to notice.
/// To break a rule is to route as if the request had not asked for it.
struct RoutingRule {
  std::string_view name;
  std::string_view description;  ///< one line
  void (*forget)(RouteRequest& request);
};

/// All of them, in the order of the API reference.
[[nodiscard]] const std::vector<RoutingRule>& routing_rules();

/// A rule and the share of requests it is broken for.
struct BrokenRule {
  const RoutingRule* rule = nullptr;
  double share = 1.0;
};
using BrokenRules = std::vector<BrokenRule>;

/// Reads `NAME` or `NAME:share`, the share above 0 and at most 1.
/// Errors: an unknown name comes with the nearest known one.
[[nodiscard]] core::Result<BrokenRule> parse_broken_rule(std::string_view text);

/// What the router takes the request for. Which rules are broken for a request is drawn by seed and
/// sequence, for each rule on its own.
[[nodiscard]] RouteRequest forgetting(RouteRequest request, const BrokenRules& broken,
                                      std::uint64_t seed, std::uint64_t sequence);

}  // namespace orbench::mock
