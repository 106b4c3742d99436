#pragma once

#include <cstdint>
#include <string_view>

namespace orbench::core {

/// Space, tab, CR or LF: what HTTP and JSON let stand around a value.
[[nodiscard]] constexpr bool is_blank(char c) {
  constexpr std::uint64_t kBlanks = std::uint64_t{1} << ' ' | std::uint64_t{1} << '\t' |
                                    std::uint64_t{1} << '\r' | std::uint64_t{1} << '\n';
  const auto code = static_cast<unsigned char>(c);
  return code <= ' ' && (kBlanks >> code & 1U) != 0;
}

/// Without the blanks around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  std::size_t begin = 0;
  std::size_t end = text.size();
  while (begin < end && is_blank(text[begin])) ++begin;
  while (end > begin && is_blank(text[end - 1])) --end;
  return {text.data() + begin, end - begin};
}

}  // namespace orbench::core
