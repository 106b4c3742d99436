#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/http.h"
#include "harness/transport/request_lines.h"

namespace orbench::transport {

/// The head of an HTTP/1.1 request in one text, from its target to its last header: what goes into
/// CURLOPT_REQUEST_TARGET, which libcurl promises to send as it is, line ends and all. libcurl
/// copies it in one piece; of a head of its own it writes byte after byte, a third of all its
/// instructions for a request. Behind the target it writes ` HTTP/1.1` and, where there is a body,
/// its length. So the text ends within the User-Agent, which becomes `orbench/0.1.0 HTTP/1.1`: two
/// products, as RFC 9110 has them.
/// Empty where libcurl must write the head: the request names its own User-Agent, or a header that
/// decides how a message is sent; or the host is no plain name or address.
/// REQUIRES: header_lines() took these headers.
[[nodiscard]] std::string head_text(const ParsedUrl& url, const std::vector<core::Header>& headers);

/// What keeps libcurl from adding headers to such a text, for CURLOPT_HTTPHEADER.
[[nodiscard]] std::span<const std::string> nothing_beside_head_text();

}  // namespace orbench::transport
