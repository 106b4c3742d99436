#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "results/decimal_digits.h"

namespace orbench::results {

/// A key of a flat JSON object as it stands in a line, `,"key":`, padded so that copying one takes
/// no call: the whole array is copied and the next write starts at `size`.
struct LineKey {
  static constexpr std::size_t kWidth = 32;
  std::array<char, kWidth> text{};
  std::size_t size = 0;

  constexpr LineKey() = default;
  // A key that does not fit fails to compile: keys are constants.
  explicit constexpr LineKey(std::string_view name) : size(name.size() + 4) {
    text.at(0) = ',';
    text.at(1) = '"';
    for (std::size_t i = 0; i < name.size(); ++i) text.at(i + 2) = name[i];
    text.at(name.size() + 2) = '"';
    text.at(name.size() + 3) = ':';
  }
};

/// Writes the fields of one flat JSON object and appends it to a string. It runs once per request,
/// so room for the longest line is at hand from the start and nothing is checked on the way.
/// REQUIRES: no more fields than `most_fields`, no more bytes of text than `most_text`.
class LineWriter {
 public:
  LineWriter(std::string& out, std::size_t most_fields, std::size_t most_text) : out_(out) {
    constexpr std::size_t kLongestEscape = 6;  // \u001f
    constexpr std::size_t kBraces = 2;
    const std::size_t most = most_fields * kLongestField + most_text * kLongestEscape + kBraces;
    if (most > on_stack_.size()) on_heap_.resize(most);
    start_ = at_ = on_heap_.empty() ? on_stack_.data() : on_heap_.data();
  }
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;
  ~LineWriter() = default;

  /// A word of ours, which needs no escape.
  void word(const LineKey& key, std::string_view value) {
    open_text(key);
    raw(value);
    close_text();
  }
  void text(const LineKey& key, std::string_view value) {
    name(key);
    *at_++ = '"';
    characters(value);
    *at_++ = '"';
  }
  template <std::integral Integer>
  void integer(const LineKey& key, Integer value) {
    name(key);
    digits(value);
  }
  void flag(const LineKey& key, bool value) {
    constexpr std::string_view kFalse = "false";
    constexpr std::string_view kTrue = "true ";  // as long, so that copying takes no call
    name(key);
    std::memcpy(at_, (value ? kTrue : kFalse).data(), kFalse.size());
    at_ += value ? kTrue.size() - 1 : kFalse.size();
  }
  /// `value` / 10^kDecimals, exactly.
  template <std::size_t kDecimals>
  void scaled(const LineKey& key, std::int64_t value) {
    static_assert(kDecimals % 3 == 0, "they are written in groups of three");
    constexpr std::uint64_t kScale = power_of_ten(kDecimals);
    name(key);
    if (value < 0) *at_++ = '-';
    const auto magnitude =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    at_ = DecimalDigits::write(at_, magnitude / kScale);
    *at_++ = '.';
    groups<kDecimals / 3>(magnitude % kScale);
  }

  /// A JSON value that is written already; it counts as text.
  void json(const LineKey& key, std::string_view value) {
    name(key);
    raw(value);
  }

  /// A text in pieces, for an id that is made of numbers.
  void open_text(const LineKey& key) {
    name(key);
    *at_++ = '"';
  }
  void raw(std::string_view plain) {
    std::memcpy(at_, plain.data(), plain.size());
    at_ += plain.size();
  }
  template <std::integral Integer>
  void digits(Integer value) {
    auto magnitude = static_cast<std::uint64_t>(value);
    if constexpr (std::is_signed_v<Integer>) {
      if (value < 0) {
        *at_++ = '-';
        magnitude = 0 - magnitude;
      }
    }
    at_ = DecimalDigits::write(at_, magnitude);
  }
  void close_text() { *at_++ = '"'; }

  /// Ends the object and appends it.
  void finish() {
    if (at_ == start_) ++at_;
    *start_ = '{';  // where the first field put its comma
    *at_++ = '}';
    out_.append(start_, static_cast<std::size_t>(at_ - start_));
  }

 private:
  // A key and a number with its sign, point and decimals, or a key and two quotes.
  static constexpr std::size_t kLongestField = LineKey::kWidth + DecimalDigits::kMost + 16;

  static constexpr std::uint64_t power_of_ten(std::size_t exponent) {
    std::uint64_t power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
  }

  /// So many groups of three digits, by divisions that the compiler knows.
  template <std::size_t kCount>
  void groups(std::uint64_t value) {
    if constexpr (kCount > 1) groups<kCount - 1>(value / 1000);
    at_ = DecimalDigits::group(at_, static_cast<std::uint32_t>(value % 1000));
  }
  void name(const LineKey& key) {
    std::memcpy(at_, key.text.data(), LineKey::kWidth);
    at_ += key.size;
  }
  /// Escaped, and made valid UTF-8, only where that is needed.
  void characters(std::string_view value);

  std::string& out_;
  std::array<char, 8192> on_stack_;  // left as it is: clearing it would cost more than the line
  std::string on_heap_;
  char* start_ = nullptr;
  char* at_ = nullptr;
};

}  // namespace orbench::results
