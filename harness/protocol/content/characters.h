#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace orbench::protocol {

/// Takes the first character off a text in UTF-8; nothing when the text is empty. A byte that is no
/// part of a well-formed character is U+FFFD.
[[nodiscard]] std::optional<char32_t> take_character(std::string_view& text);

/// Characters of a text, counted as take_character() takes them.
[[nodiscard]] std::size_t count_characters(std::string_view text);

}  // namespace orbench::protocol
