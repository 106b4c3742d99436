#include "harness/protocol/content/pattern_compiler.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/protocol/content/character_class.h"
#include "harness/protocol/content/characters.h"

namespace orbench::protocol {
namespace {

using Kind = PatternStep::Kind;

void append(PatternSteps& steps, PatternSteps more) {
  steps.insert(steps.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

std::int32_t distance(std::size_t steps) { return static_cast<std::int32_t>(steps); }

/// `body` or nothing.
PatternSteps optional_steps(PatternSteps body) {
  PatternSteps steps = {{Kind::kSplit, distance(body.size() + 1)}};
  append(steps, std::move(body));
  return steps;
}

/// `body` any number of times.
PatternSteps repeated_steps(PatternSteps body) {
  const std::int32_t size = distance(body.size());
  PatternSteps steps = {{Kind::kSplit, size + 2}};
  append(steps, std::move(body));
  steps.push_back({Kind::kJump, -(size + 1)});
  return steps;
}

PatternSteps either_steps(PatternSteps left, PatternSteps right) {
  PatternSteps steps = {{Kind::kSplit, distance(left.size() + 2)}};
  append(steps, std::move(left));
  steps.push_back({Kind::kJump, distance(right.size() + 1)});
  append(steps, std::move(right));
  return steps;
}

/// Reads by recursive descent; the first mistake ends it.
class Compiler {
 public:
  explicit Compiler(std::u32string text) : reader_(std::move(text)) {}

  core::Result<PatternSteps> compile() {
    PatternSteps steps = alternatives(0);
    if (!reader_.done()) reader_.fail("a \")\" that nothing opened");
    if (reader_.failure()) return reader_.error();
    return steps;
  }

 private:
  static constexpr int kDeepest = 50;
  static constexpr std::uint32_t kMostTimes = 1000;
  static constexpr std::uint32_t kNoEnd = std::numeric_limits<std::uint32_t>::max();

  /// How often what stands before a count may come.
  struct Times {
    std::uint32_t least;
    std::uint32_t most;
  };

  PatternSteps alternatives(int depth) {
    PatternSteps steps = sequence(depth);
    while (reader_.take('|')) {
      steps = either_steps(std::move(steps), sequence(depth));
      check_size(steps.size());
    }
    return steps;
  }

  PatternSteps sequence(int depth) {
    PatternSteps steps;
    while (!reader_.done() && reader_.next() != '|' && reader_.next() != ')') {
      append(steps, quantified(atom(depth)));
      check_size(steps.size());
      if (reader_.failure()) return {};
    }
    return steps;
  }

  PatternSteps quantified(PatternSteps body) {
    Times times{1, 1};
    if (reader_.take('*')) {
      times = {0, kNoEnd};
    } else if (reader_.take('+')) {
      times = {1, kNoEnd};
    } else if (reader_.take('?')) {
      times = {0, 1};
    } else if (reader_.take('{')) {
      times.least = times.most = number();
      if (reader_.take(',')) {
        const bool has_end = !reader_.done() && reader_.next() != '}';
        times.most = has_end ? number() : kNoEnd;
      }
      if (!reader_.take('}')) reader_.fail("a count that does not read {n}, {n,} or {n,m}");
    } else {
      return body;
    }
    (void)reader_.take('?');  // lazy or not: whether there is a match is the same
    return times_steps(std::move(body), times);
  }

  PatternSteps times_steps(PatternSteps body, const Times& times) {
    if (times.most < times.least) reader_.fail("a count whose end is before its beginning");
    const bool has_end = times.most != kNoEnd;
    check_size((body.size() + 1) * (has_end ? std::max(times.most, times.least) : times.least));
    if (reader_.failure()) return {};
    PatternSteps steps;
    for (std::uint32_t i = 0; i < times.least; ++i) append(steps, body);
    if (!has_end) {
      append(steps, repeated_steps(std::move(body)));
      return steps;
    }
    PatternSteps tail;
    for (std::uint32_t i = times.least; i < times.most; ++i) {
      PatternSteps once = body;
      append(once, std::move(tail));
      tail = optional_steps(std::move(once));
    }
    append(steps, std::move(tail));
    return steps;
  }

  PatternSteps atom(int depth) {
    const char32_t c = reader_.get();
    switch (c) {
      case '(':
        return group(depth);
      case '[':
        return {{Kind::kCharacter, 0, read_class(reader_)}};
      case '.':
        return {{Kind::kCharacter, 0, {{{'\n', '\n'}, {'\r', '\r'}}, true}}};
      case '^':
        return {{Kind::kBegin}};
      case '$':
        return {{Kind::kEnd}};
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
      case '{':
        reader_.fail("a count with nothing before it to be repeated");
        return {};
      default:
        return {{Kind::kCharacter, 0, {{{c, c}}}}};
    }
  }

  PatternSteps group(int depth) {
    if (depth >= kDeepest) reader_.fail("too many groups inside each other");
    if (reader_.take('?') && !reader_.take(':')) {
      reader_.fail("a look-ahead, look-behind or named group, which are not known here");
    }
    if (reader_.failure()) return {};
    PatternSteps steps = alternatives(depth + 1);
    if (!reader_.take(')')) reader_.fail("a \"(\" that nothing closes");
    return steps;
  }

  PatternSteps escape() {
    if (reader_.take('b')) return {{Kind::kBoundary}};
    if (reader_.take('B')) return {{Kind::kNotBoundary}};
    return {{Kind::kCharacter, 0, read_escape(reader_)}};
  }

  std::uint32_t number() {
    std::uint32_t value = 0;
    bool any = false;
    while (!reader_.done() && reader_.next() >= '0' && reader_.next() <= '9') {
      any = true;
      value = value * 10 + (reader_.get() - U'0');
      if (value > kMostTimes) {
        reader_.fail(fmt::format("a count over {}", kMostTimes));
        return 0;
      }
    }
    if (!any) reader_.fail("a count that does not read {n}, {n,} or {n,m}");
    return value;
  }

  void check_size(std::size_t steps) {
    if (steps > Pattern::kMostSteps) reader_.fail("more than can be matched in good time");
  }

  PatternReader reader_;
};

}  // namespace

core::Result<PatternSteps> compile_pattern(std::string_view expression) {
  if (expression.size() > Pattern::kMostBytes) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("a pattern has at most {} bytes", Pattern::kMostBytes));
  }
  std::u32string text;
  while (const auto character = take_character(expression)) text += *character;
  return Compiler(std::move(text)).compile();
}

}  // namespace orbench::protocol
