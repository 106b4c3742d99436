#include "mock/responders/byte_range.h"

#include <algorithm>
#include <charconv>

namespace orbench::mock {
namespace {

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<ByteRange> parse_byte_range(std::string_view header, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (header.rfind(kUnit, 0) != 0) return std::nullopt;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view from = header.substr(0, dash);
  const std::string_view to = header.substr(dash + 1);
  if (from.empty()) {
    const auto last = number(to);
    if (!last) return std::nullopt;
    const std::size_t count = std::min(*last, size);
    return ByteRange{size - count, count};
  }
  const auto first = number(from);
  const auto end = to.empty() ? std::optional(size) : number(to);
  if (!first || !end || (!to.empty() && *end < *first)) return std::nullopt;
  if (*first >= size) return ByteRange{};
  const std::size_t last = std::min(*end, size - 1);
  return ByteRange{*first, last - *first + 1};
}

}  // namespace orbench::mock
