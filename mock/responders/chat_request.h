#pragma once

#include <string_view>

#include "harness/core/result.h"
#include "mock/responders/text_request.h"

namespace orbench::mock {

/// Reads a body of `POST /chat/completions`. The error's message is what the 400 says.
[[nodiscard]] core::Result<TextRequest> parse_chat_request(std::string_view body);

}  // namespace orbench::mock
