#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock/router/route.h"

namespace orbench::mock {

/// What the mock acts on in a chat request; every other field is accepted and ignored, and so is
/// `null` in any place.
struct ChatRequest {
  RouteRequest routing;
  bool stream = false;
  std::int64_t prompt_tokens = 0;
  std::optional<std::int64_t> max_tokens;  ///< max_completion_tokens before max_tokens
  std::string tool_name;                   ///< the tool to call; empty: answer in words
  bool reasoning_enabled = true;
  bool reasoning_visible = true;
};

/// Reads a body. The error's message is what the 400 says.
[[nodiscard]] core::Result<ChatRequest> parse_chat_request(std::string_view body);

}  // namespace orbench::mock
