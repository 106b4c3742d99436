#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/http.h"

namespace orbench::mock {

/// A request as the responders see it: read whole, path percent-decoded, body within the cap.
/// Lifetime: `body` points into the connection's buffer and is valid while the request is answered
/// for the first time; a responder copies what it keeps.
struct Request {
  std::string method;  ///< upper case
  std::string path;    ///< decoded, without the query
  std::string query;   ///< as sent, without '?'
  std::vector<core::Header> headers;
  std::string_view body;

  /// The first header of this name (any case), or nothing.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

/// Header names and slugs compare without case, ASCII only.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace orbench::mock
