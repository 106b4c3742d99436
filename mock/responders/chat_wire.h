#pragma once

#include <string_view>
#include <vector>

#include "mock/config.h"
#include "mock/responders/generation.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// A generation as the bytes of `POST /chat/completions`.
/// Source: the API reference, section 1.1.
[[nodiscard]] Script chat_plain(const Generation& said, const Settings& settings);
/// Head and keep-alive comments at once or at their intervals, but never later than the first
/// token; the role-only chunk at three quarters of the time to first token, so that a client that
/// takes it for a token measures a visible error.
[[nodiscard]] Script chat_stream(const Generation& said, const Settings& settings);

/// Puts one debug chunk for each endpoint that was asked ahead of the stream's first chunk: `body`
/// as the provider got it, without what is for the router.
void echo_upstream(Script& stream, const Generation& said,
                   const std::vector<const Endpoint*>& tried, std::string_view body);

}  // namespace orbench::mock
