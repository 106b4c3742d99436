#include "harness/protocol/json_walk.h"

#include <algorithm>
#include <cmath>

#include "harness/core/json_lexemes.h"

namespace orbench::protocol {

std::string_view raw_text_of(ondemand::value& value) {
  std::string_view token = value.raw_json_token();
  if (token.empty() || token.front() != '"') return {};
  token.remove_prefix(1);
  // The token runs to the next structural character: white space may follow the closing quote.
  return token.substr(0, token.rfind('"'));
}

std::string_view text_of(ondemand::value& value) {
  const std::string_view raw = raw_text_of(value);
  if (raw.empty() || std::memchr(raw.data(), '\\', raw.size()) == nullptr) return raw;
  std::string_view decoded;
  return value.get_string().get(decoded) == simdjson::SUCCESS ? decoded : raw;
}

std::string_view number_text_of(ondemand::value& value) {
  const std::string_view token = value.raw_json_token();
  return token.substr(0, core::number_length(token));
}

std::string_view digits_of(ondemand::value& value) {
  const std::string_view token = value.raw_json_token();
  const std::size_t size = std::min(token.find_first_not_of("0123456789"), token.size());
  const bool whole = token.find_first_not_of(" \t\r\n", size) == std::string_view::npos;
  return whole ? token.substr(0, size) : std::string_view{};
}

std::optional<std::int64_t> count_of(ondemand::value& value) {
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 53U;
  constexpr auto kLargestExact = static_cast<double>(kLargest);
  // Nearly all are written as digits alone, which are read at a third of the price.
  std::uint64_t digits = 0;
  if (value.get_uint64().get(digits) == simdjson::SUCCESS) {
    return digits <= kLargest ? std::optional(static_cast<std::int64_t>(digits)) : std::nullopt;
  }
  double number = 0.0;
  if (value.get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
  const bool whole = number >= 0.0 && number <= kLargestExact && std::trunc(number) == number;
  if (!whole) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace orbench::protocol
