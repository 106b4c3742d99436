#include "results/line_writer.h"

#include <algorithm>
#include <cstring>

#include "harness/core/byte_scan.h"
#include "results/utf8_text.h"

namespace orbench::results {
namespace {

/// True when a JSON string holds `text` as it is.
bool is_plain(std::string_view text) {
  return core::first_special(text, [](auto bytes) {
           return bytes.below_or_beyond_ascii(0x20) | bytes.equal('"') | bytes.equal('\\') |
                  bytes.equal(0x7F);
         }) == text.size();
}

constexpr std::uint64_t power_of_ten(std::size_t exponent) {
  std::uint64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

/// So many groups of three digits, by divisions that the compiler knows.
template <std::size_t kCount>
char* groups(char* at, std::uint64_t value) {
  if constexpr (kCount > 1) at = groups<kCount - 1>(at, value / 1000);
  return DecimalDigits::group(at, static_cast<std::uint32_t>(value % 1000));
}

}  // namespace

template <std::size_t kDecimals>
char* LineWriter::decimal(char* at, std::int64_t value) {
  static_assert(kDecimals % 3 == 0, "they are written in groups of three");
  constexpr std::uint64_t kScale = power_of_ten(kDecimals);
  if (value < 0) *at++ = '-';
  const auto magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  at = DecimalDigits::write(at, magnitude / kScale);
  *at++ = '.';
  return groups<kDecimals / 3>(at, magnitude % kScale);
}

template char* LineWriter::decimal<3>(char* at, std::int64_t value);
template char* LineWriter::decimal<12>(char* at, std::int64_t value);

char* LineWriter::characters(char* at, std::string_view value) {
  if (is_plain(value)) {
    std::memcpy(at, value.data(), value.size());
    return at + value.size();
  }
  std::string quoted;
  append_json_string(value, quoted);
  return std::copy(quoted.begin() + 1, quoted.end() - 1, at);
}

}  // namespace orbench::results
