#pragma once

#include <optional>
#include <string>

#include "harness/api/endpoints.h"
#include "harness/core/json.h"
#include "mock/server/message.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// The object of a request's body; empty where none is needed and none was sent. An error's text
/// is what the 400 says.
struct GivenBody {
  core::JsonValue object;
  std::string error;  ///< empty: none
};
[[nodiscard]] GivenBody read_object(std::string_view body);

/// The 400 of a request whose query or body does not fit what the operation declares: a required
/// parameter is missing, a type or a value is another. What is not declared is accepted.
[[nodiscard]] std::optional<Script> refuse_parameters(const api::Endpoint& endpoint,
                                                      const Request& request);

/// The 400 of this operation: in the common envelope, or in that of its validator.
/// Source: the API reference, section 4.1.
[[nodiscard]] Script invalid_request(std::string_view path, std::string_view parameter,
                                     std::string_view message);

}  // namespace orbench::mock
