#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace orbench::core {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of the well-formed UTF-8 character that `text` begins with, or 0.
[[nodiscard]] std::size_t utf8_length(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// Appends a Unicode scalar value. REQUIRES: no surrogate, at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code);

/// Bytes of the longest number, by the JSON grammar, that `text` begins with, or 0.
[[nodiscard]] std::size_t number_length(std::string_view text);

/// Appends `key` as one token of a JSON pointer, `~` and `/` escaped (RFC 6901).
void append_escaped(std::string& pointer, std::string_view key);

/// Appends `text` as it stands between the quotes of a JSON string. REQUIRES: is_utf8(text).
void append_json_text(std::string& out, std::string_view text);

}  // namespace orbench::core
