#pragma once

#include "mock/config.h"
#include "mock/responders/generation.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// A generation as the bytes of `POST /messages`.
/// Source: the API reference, section 1.3.
[[nodiscard]] Script messages_plain(const Generation& said);
/// Pairs of `event:` and `data:`. message_start comes at three quarters of the time to first token;
/// `[DONE]` after message_stop unless the settings leave it out.
[[nodiscard]] Script messages_stream(const Generation& said, const Settings& settings);

/// Puts an error of the common envelope into the one of this endpoint. One that came before
/// routing names no request.
/// Source: the API reference, sections 4.1 and 4.2.
void dress_messages_error(Script& script);
/// The type by which an error of that status goes here: `overloaded_error`.
[[nodiscard]] std::string_view messages_error_type(int status);

}  // namespace orbench::mock
