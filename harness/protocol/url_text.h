#pragma once

#include <string>
#include <string_view>

namespace orbench::protocol {

/// Appends text for one segment of a path or one value of a query: all but letters, digits and
/// `-._~` is percent-encoded.
/// Source: RFC 3986, section 2.
void append_url_text(std::string& out, std::string_view text);

/// Whether a text can be one segment: it is not empty, and does not lead elsewhere (`.`, `..`).
[[nodiscard]] bool is_path_segment(std::string_view text);

/// The bytes of a text that was percent-encoded; a broken escape stays as it stands.
[[nodiscard]] std::string decoded_url_text(std::string_view text);

}  // namespace orbench::protocol
