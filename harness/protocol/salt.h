#pragma once

#include <optional>
#include <string>

#include "harness/core/json.h"

namespace orbench::protocol {

/// Where the first prompt of a request stands, relative to its body: the text of the first of
/// `messages`, or `input` (or its first text). Empty for a body that has none.
/// A nonce there makes a prompt new to every cache of prefixes, and to routing that follows a warm
/// one.
[[nodiscard]] std::optional<std::string> first_prompt(const core::Json& body);

/// A string of the body already holds ${nonce} or ${uuid}: its author has seen to it.
[[nodiscard]] bool has_nonce(const core::Json& body);

}  // namespace orbench::protocol
