#pragma once

#include <cstddef>
#include <string_view>

namespace orbench::core {

/// A position in a text that knows its line and column. Every byte passes through take(), so the
/// place is always right and one pass over the text is enough, whatever the length of its lines.
/// Units:    line and column count from 1; a column is a character, not a byte.
/// Lifetime: borrows the text.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  /// The next byte, or NUL at the end (a NUL in the text is no legal JSON either).
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t column() const { return column_; }

  /// REQUIRES: not at_end().
  char take() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column_;  // the later bytes of a UTF-8 character take no column
    }
    return c;
  }
  void take(std::size_t bytes) {
    for (std::size_t i = 0; i < bytes && !at_end(); ++i) take();
  }
  bool take_if(char expected) {
    if (at_end() || peek() != expected) return false;
    take();
    return true;
  }
  /// Steps over bytes that have no column, such as a byte-order mark.
  void skip_unseen(std::size_t bytes) { at_ += bytes; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

}  // namespace orbench::core
