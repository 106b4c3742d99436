#pragma once

#include <string_view>

#include "harness/core/json.h"
#include "harness/core/result.h"
#include "mock/responders/text_request.h"

namespace orbench::mock {

struct ResponsesRequest {
  TextRequest text;
  /// What every response object says back, with the service's defaults.
  core::JsonValue echo;
};

/// Reads a body of `POST /responses`. The error's message is what the 400 says.
[[nodiscard]] core::Result<ResponsesRequest> parse_responses_request(std::string_view body);

}  // namespace orbench::mock
