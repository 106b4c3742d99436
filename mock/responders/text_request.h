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
  std::string answer;  ///< JSON in the format asked for, its characters ASCII; empty: words
  bool reasoning_enabled = true;
  bool reasoning_visible = true;
  bool echoes_upstream = false;  ///< asks to see what each provider was sent
};

/// All that a body says about where it may go: `model` (else the first of `models`), `models`,
/// `provider`, `service_tier`, `session_id`, the parameters and `max_tokens`.
[[nodiscard]] RouteRequest read_routing(const nlohmann::json& body);

}  // namespace orbench::mock
