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

/// Room for one line, at hand from the start, so that nothing is checked while it is written.
class LineRoom {
 public:
  /// For at most so many fields, and bytes of text in them.
  LineRoom(std::size_t most_fields, std::size_t most_text) {
    constexpr std::size_t kLongestEscape = 6;  // \u001f
    constexpr std::size_t kBraces = 2;
    const std::size_t most = most_fields * kLongestField + most_text * kLongestEscape + kBraces;
    if (most > on_stack_.size()) on_heap_.resize(most);
  }
  [[nodiscard]] char* begin() { return on_heap_.empty() ? on_stack_.data() : on_heap_.data(); }

 private:
  // A key and a number with its sign, point and decimals, or a key and two quotes.
  static constexpr std::size_t kLongestField = LineKey::kWidth + DecimalDigits::kMost + 16;

  std::array<char, 8192> on_stack_;  // left as it is: clearing it would cost more than the line
  std::string on_heap_;
};

/// Writes the fields of one flat JSON object. It runs once per request: no more than two pointers,
/// which stay in registers as long as nothing takes its address.
/// REQUIRES: no more fields, and no more bytes of text, than the room was made for.
class LineWriter {
 public:
  explicit LineWriter(LineRoom& room) : start_(room.begin()), at_(start_) {}

  /// A word of ours, which needs no escape.
  void word(const LineKey& key, std::string_view value) {
    open_text(key);
    raw(value);
    close_text();
  }
  void text(const LineKey& key, std::string_view value) {
    name(key);
    *at_++ = '"';
    at_ = characters(at_, value);
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
  /// `value` / 10^kDecimals, exactly; of 3 and 12 decimals.
  template <std::size_t kDecimals>
  void scaled(const LineKey& key, std::int64_t value) {
    name(key);
    at_ = decimal<kDecimals>(at_, value);
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

  /// Ends the object. The view holds as long as the room does.
  [[nodiscard]] std::string_view finish() {
    if (at_ == start_) ++at_;
    *start_ = '{';  // where the first field put its comma
    *at_++ = '}';
    return {start_, static_cast<std::size_t>(at_ - start_)};
  }

 private:
  void name(const LineKey& key) {
    std::memcpy(at_, key.text.data(), LineKey::kWidth);
    at_ += key.size;
  }
  /// Escaped, and made valid UTF-8, only where that is needed. Returns the end.
  static char* characters(char* at, std::string_view value);
  template <std::size_t kDecimals>
  static char* decimal(char* at, std::int64_t value);

  char* start_;
  char* at_;
};

}  // namespace orbench::results
