#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mock/router/route.h"

namespace orbench::mock {

/// What the mock acts on in a request for text, whichever endpoint it came to; every other field is
/// accepted and ignored, and so is `null` in any place.
struct TextRequest {
  RouteRequest routing;
  bool stream = false;
  std::int64_t prompt_tokens = 0;
  std::optional<std::int64_t> max_tokens;  ///< by whatever name the endpoint has for it
  std::string tool_name;                   ///< the tool to call; empty: answer in words
  bool reasoning_enabled = true;
  bool reasoning_visible = true;
};

/// `model` (else the first of `models`) and `provider`.
[[nodiscard]] RouteRequest read_routing(const nlohmann::json& body);

}  // namespace orbench::mock
