#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/api/shape.h"

namespace orbench::api {

/// One documented operation of the API.
/// Source: the LAP specification of the API, with the members that official clients validate
/// where it leaves the rows of a list open.
struct Endpoint {
  std::string_view group;
  std::string_view method;
  std::string_view path;     ///< relative to the mount; `{name}` stands for one segment
  int status = 200;          ///< of success; an endpoint that only refuses has the refusal's
  std::vector<int> errors;   ///< documented statuses, ascending; a minimum
  Shape parameters;          ///< an object: of the query for GET and DELETE, else of the body
  std::string_view success;  ///< the shape of the answer as text; empty: bytes, or none

  /// Whether a request without a key is refused.
  [[nodiscard]] bool needs_key() const;
  [[nodiscard]] bool takes_body() const { return method != "GET" && method != "DELETE"; }
};

/// All of them, in the order of the documentation's groups.
/// Lifetime: the whole program. Threads: any.
[[nodiscard]] const std::vector<Endpoint>& endpoints();

struct EndpointMatch {
  const Endpoint* endpoint = nullptr;
  std::vector<std::string_view> arguments;  ///< what the blanks of the path hold, in order
};

/// The operation of a request; `path` is relative to the mount, without the query. Of two patterns
/// that fit, the one with fewer blanks: `/videos/models` is no job.
/// Lifetime: the arguments point into `path`.
[[nodiscard]] std::optional<EndpointMatch> find_endpoint(std::string_view method,
                                                         std::string_view path);

/// What the blanks of a pattern hold in a path that fits it; nothing when it does not.
[[nodiscard]] std::optional<std::vector<std::string_view>> match_path(std::string_view pattern,
                                                                      std::string_view path);

}  // namespace orbench::api
