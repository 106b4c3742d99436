#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/result.h"

namespace orbench::protocol {

/// Characters by their code points.
struct CharacterSet {
  struct Range {
    char32_t first;
    char32_t last;
  };
  std::vector<Range> ranges;
  bool negated = false;

  [[nodiscard]] bool has(char32_t character) const;
};

/// One step of a compiled pattern. Targets are relative to the step.
struct PatternStep {
  enum class Kind : std::uint8_t {
    kCharacter,    ///< one character of the set
    kSplit,        ///< goes on both at the next step and at `to`
    kJump,         ///< goes on at `to`
    kBegin,        ///< holds where the text begins
    kEnd,          ///< holds where it ends
    kBoundary,     ///< holds between a word's character and another
    kNotBoundary,  ///< holds elsewhere
  };
  Kind kind = Kind::kCharacter;
  std::int32_t to = 0;
  CharacterSet set = {};
};
using PatternSteps = std::vector<PatternStep>;

/// A regular expression in JavaScript's notation, as JSON Schema uses it: literals, `.`, classes,
/// `\d \w \s \b` and their opposites, groups, `|`, `* + ? {n,m}`, `^` and `$` for the whole text.
/// All ways through it are followed at once, one character after another: neither pattern nor text
/// can make it hang or grow the stack. For that it has no back references and no look-around.
/// Threads: const after compile(), any thread.
/// Source:  K. Thompson, "Regular Expression Search Algorithm", CACM 11 (1968) 6.
class Pattern {
 public:
  static constexpr std::size_t kMostBytes = 2000;
  static constexpr std::size_t kMostSteps = 5000;

  /// Errors: kInvalidArgument; the message says what stands wrong, and at which character.
  static core::Result<Pattern> compile(std::string_view expression);
  /// Whether a match stands anywhere in the text; nothing where finding out would take more than a
  /// moment. Bytes that are no UTF-8 count as U+FFFD.
  [[nodiscard]] std::optional<bool> occurs_in(std::string_view text) const;

 private:
  PatternSteps steps_;
};

}  // namespace orbench::protocol
