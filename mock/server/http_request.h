#pragma once

#include <string_view>

#include "mock/server/message.h"

struct evhttp_request;

namespace orbench::mock {

/// The request as responders see it.
/// Lifetime: its body points into evhttp's.
[[nodiscard]] Request view_of(evhttp_request* request);

/// Why the request must not be answered although evhttp could read it: who it is for is not said,
/// or where its body ends is said in two ways, which another server might read otherwise. Empty for
/// a sound request.
/// Source:  RFC 9112, sections 3.2, 6.1 and 6.3.
[[nodiscard]] std::string_view unsound(const evhttp_request& request);

}  // namespace orbench::mock
