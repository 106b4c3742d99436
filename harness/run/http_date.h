#pragma once

#include <optional>
#include <string_view>

namespace orbench::run {

/// The instant that an HTTP date names, in the one form that a sender may still write:
/// `Sun, 06 Nov 1994 08:49:37 GMT`. Empty for anything else.
/// Units:  whole seconds since 1970.
/// Source: RFC 9110, section 5.6.7.
[[nodiscard]] std::optional<double> parse_http_date(std::string_view text);

}  // namespace orbench::run
