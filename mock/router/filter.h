#pragma once

#include <string_view>
#include <vector>

#include "mock/router/route.h"

namespace orbench::mock {

/// One hard rule of the router. A filter never reorders and never adds.
struct Filter {
  std::string_view step;  ///< its name in `routing_funnel`
  /// Whether the request gives this rule anything to do.
  bool (*applies)(const RouteRequest& request);
  bool (*keeps)(const Endpoint& endpoint, const RouteRequest& request);
  /// Whether it stands back when it would leave no endpoint of a model: "those that can, if any
  /// can". Null: never.
  bool (*yields)(const RouteRequest& request) = nullptr;
};

[[nodiscard]] inline bool always(const RouteRequest& /*request*/) { return true; }

/// In the order they run: the order of filters.def.
[[nodiscard]] const std::vector<Filter>& filters();

/// Whether the request sent this parameter.
[[nodiscard]] bool sends(const RouteRequest& request, std::string_view parameter);
/// Whether the endpoint lists it.
[[nodiscard]] bool supports(const Endpoint& endpoint, std::string_view parameter);

}  // namespace orbench::mock
