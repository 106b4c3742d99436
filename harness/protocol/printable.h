#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orbench::protocol {

/// Longest one-line error kept about a reply, in bytes.
inline constexpr std::size_t kMaxErrorBytes = 240;
/// Longest name (model, provider, id, finish reason) kept from the wire, in bytes.
inline constexpr std::size_t kMaxNameBytes = 200;

/// Appends text from outside as one printable line: white space and control characters (also those
/// that reorder or restyle a terminal) collapse into one space, bad UTF-8 becomes '?', and the text
/// is cut at a character so that `out` stays within `most` bytes, ending in "…" when it was cut.
void append_printable(std::string& out, std::string_view text, std::size_t most);

/// Words of ASCII letters, digits and signs with one space between two: append_printable() would
/// leave them as they are. Not all that it leaves is of this kind.
[[nodiscard]] bool is_printable(std::string_view text);

/// The text a person would read on an HTML page: tags become spaces. Looks at the first 16 KiB.
[[nodiscard]] std::string text_of_html(std::string_view html);

}  // namespace orbench::protocol
