#include "harness/protocol/content/pattern.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/protocol/content/characters.h"
#include "harness/protocol/content/pattern_compiler.h"

namespace orbench::protocol {
namespace {

/// Steps looked at before giving up: some tens of milliseconds.
constexpr std::size_t kMostWork = 4'000'000;

bool is_word(std::optional<char32_t> character) {
  if (!character) return false;
  const char32_t c = *character;
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Walks all ways through a pattern at once. A way that reached a step at this place in the text
/// is not walked again, so the work at a place is at most the number of steps.
class Walk {
 public:
  explicit Walk(const PatternSteps& steps) : steps_(steps), reached_at_(steps.size() + 1, 0) {}

  std::optional<bool> search(std::string_view text) {
    std::optional<char32_t> next = take_character(text);
    for (;;) {
      waiting_.swap(going_on_);
      going_on_.clear();
      waiting_.push_back(0);  // a match may begin anywhere
      if (follow(next)) return true;
      if (!next) return false;
      if (work_ > kMostWork) return std::nullopt;
      before_ = next;
      next = take_character(text);
    }
  }

 private:
  /// Follows every way that waits before the character `next`; true when one is at the end.
  bool follow(std::optional<char32_t> next) {
    ++place_;
    while (!waiting_.empty()) {
      const std::size_t at = waiting_.back();
      waiting_.pop_back();
      if (std::exchange(reached_at_[at], place_) == place_) continue;
      if (at == steps_.size()) return true;
      take_step(at, next);
    }
    return false;
  }

  void take_step(std::size_t at, std::optional<char32_t> next) {
    const PatternStep& step = steps_[at];
    using Kind = PatternStep::Kind;
    work_ += 1 + step.set.ranges.size();
    if (step.kind == Kind::kCharacter) {
      if (next && step.set.has(*next)) going_on_.push_back(at + 1);
      return;
    }
    if (step.kind == Kind::kSplit || step.kind == Kind::kJump) {
      waiting_.push_back(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + step.to));
    }
    if (step.kind != Kind::kJump && goes_on(step.kind, next)) waiting_.push_back(at + 1);
  }

  [[nodiscard]] bool goes_on(PatternStep::Kind kind, std::optional<char32_t> next) const {
    const bool boundary = is_word(before_) != is_word(next);
    switch (kind) {
      case PatternStep::Kind::kBegin:
        return !before_.has_value();
      case PatternStep::Kind::kEnd:
        return !next.has_value();
      case PatternStep::Kind::kBoundary:
        return boundary;
      case PatternStep::Kind::kNotBoundary:
        return !boundary;
      default:
        return true;
    }
  }

  const PatternSteps& steps_;
  std::vector<std::uint64_t> reached_at_;  // by step: the last place at which it was reached
  std::vector<std::size_t> waiting_;
  std::vector<std::size_t> going_on_;  // behind the character at this place
  std::optional<char32_t> before_;
  std::uint64_t place_ = 0;
  std::size_t work_ = 0;
};

}  // namespace

bool CharacterSet::has(char32_t character) const {
  const bool listed = std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return character >= range.first && character <= range.last;
  });
  return listed != negated;
}

core::Result<Pattern> Pattern::compile(std::string_view expression) {
  auto steps = compile_pattern(expression);
  if (!steps) return tl::unexpected(std::move(steps.error()));
  Pattern pattern;
  pattern.steps_ = *std::move(steps);
  return pattern;
}

std::optional<bool> Pattern::occurs_in(std::string_view text) const {
  return Walk(steps_).search(text);
}

}  // namespace orbench::protocol
