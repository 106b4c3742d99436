#pragma once

#include <span>
#include <string>
#include <string_view>

namespace orbench::core {

/// The known name nearest to a mistyped one (edit distance with transpositions, case-insensitive),
/// else the first that begins with what was typed (`duration` means `duration_s`), or empty when
/// none is near enough to be meant.
[[nodiscard]] std::string nearest_name(std::string_view typed, std::span<const std::string> known);

/// `" (did you mean "ttft"?)"`, or `" (known: a, b, c)"` for short lists without a near name, or
/// "". For appending to an error message.
[[nodiscard]] std::string suggest(std::string_view typed, std::span<const std::string> known);

}  // namespace orbench::core
