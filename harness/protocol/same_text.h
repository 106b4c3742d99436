#pragma once

#include <algorithm>
#include <string_view>

namespace orbench::protocol {

/// Equal but for the case of ASCII letters, as names of headers and media types are compared.
[[nodiscard]] inline bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace orbench::protocol
