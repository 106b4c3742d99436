#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "harness/core/http.h"
#include "harness/core/result.h"

namespace orbench::transport {

/// What a request may put on the wire. A line break inside a URL or header would let whoever wrote
/// the scenario's data write headers of their own. Messages never quote a header's value.
/// Errors: kInvalidArgument, all of them.

struct ParsedUrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
/// A URL taken apart once; libcurl borrows it for as long as it is set.
using ParsedUrl = std::unique_ptr<CURLU, ParsedUrlDeleter>;

/// An absolute http or https URL without user info, as libcurl reads it.
[[nodiscard]] core::Result<ParsedUrl> parse_url(const std::string& url);
/// GET, POST, PUT, PATCH or DELETE, as a constant that ends in a zero.
[[nodiscard]] core::Result<std::string_view> known_method(std::string_view method);
/// Whether the method sends a body: always for POST, PUT and PATCH, else when there is one.
[[nodiscard]] bool sends_body(std::string_view method, std::string_view body);

/// The lines that CURLOPT_HTTPHEADER takes, among them those that keep libcurl from adding an
/// Expect header to large bodies and a form's Content-Type to any, and a User-Agent where there is
/// none: as an option of its own libcurl would print it anew for each request.
[[nodiscard]] core::Result<std::vector<std::string>> header_lines(
    const std::vector<core::Header>& headers);

}  // namespace orbench::transport
