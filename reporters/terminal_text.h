#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text as a terminal shows it: UTF-8 in, columns counted.
namespace orbench::reporters {

/// Text from outside made safe to print: control characters (a provider's error may hold escape
/// sequences), marks that reverse the direction of writing and bytes that are no UTF-8 become `?`;
/// line ends and tabs become spaces.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that a text takes: none for combining marks, two for wide characters.
/// REQUIRES: printable text.
[[nodiscard]] int display_width(std::string_view text);

/// `count` spaces; none for a negative count.
[[nodiscard]] std::string spaces(int count);

/// The text cut to `width` columns, the last of them `…` when anything was cut.
[[nodiscard]] std::string clipped(std::string_view text, int width);

/// The text cut into lines of at most `width` columns, at spaces where there are any. One line at
/// least, which may be empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, int width);

}  // namespace orbench::reporters
