#pragma once

#include <string_view>

#include "harness/core/json.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// The common error envelope: `{"error":{"code":…,"message":…,"metadata":…}}`.
/// Source: the API reference, section 4.1.
[[nodiscard]] std::string error_body(int status, std::string_view message);
[[nodiscard]] std::string error_body(int status, std::string_view message,
                                     const core::Json& metadata);

/// An answer with that envelope, sent at once.
[[nodiscard]] Script error_reply(int status, std::string_view message);
[[nodiscard]] Script error_reply(int status, std::string_view message, const core::Json& metadata);

}  // namespace orbench::mock
