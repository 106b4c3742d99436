#pragma once

#include "harness/core/json.h"
#include "mock/config.h"
#include "mock/responders/generation.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// A generation as the bytes of `POST /responses`; `echo` is what the response object says back of
/// the request. No member names the provider.
/// Source: the API reference, section 1.2.
[[nodiscard]] Script responses_plain(const Generation& said, const core::Json& echo);
/// `data:` events numbered from 0. The two lifecycle events go out with the head, the first output
/// item opens at three quarters of the time to first token.
[[nodiscard]] Script responses_stream(const Generation& said, const core::Json& echo,
                                      const Settings& settings);

}  // namespace orbench::mock
