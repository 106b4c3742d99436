#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "harness/core/result.h"
#include "harness/protocol/content/pattern.h"

namespace orbench::protocol {

/// The text of a regular expression, read character by character. The first mistake is kept; from
/// then on nothing more is there to be read.
class PatternReader {
 public:
  explicit PatternReader(std::u32string text) : text_(std::move(text)) {}

  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  /// REQUIRES: !done().
  [[nodiscard]] char32_t next() const { return text_[at_]; }
  /// REQUIRES: !done().
  char32_t get() { return text_[at_++]; }
  bool take(char32_t character);
  /// `what` stands at the last character read, and should not.
  void fail(std::string what);
  [[nodiscard]] bool failure() const { return !what_.empty(); }
  /// REQUIRES: failure().
  [[nodiscard]] tl::unexpected<core::Error> error() const;

 private:
  std::u32string text_;
  std::size_t at_ = 0;
  std::string what_;
  std::size_t failed_at_ = 0;
};

/// The class behind its `[`, up to and with its `]`.
[[nodiscard]] CharacterSet read_class(PatternReader& reader);
/// What stands behind a `\`: `\d`, `\u00e9`, `\.`, …
[[nodiscard]] CharacterSet read_escape(PatternReader& reader);

}  // namespace orbench::protocol
