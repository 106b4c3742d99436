#pragma once

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

}  // namespace orbench::mock
