#include "harness/metrics/token_window.h"

#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using Change = std::function<void(Sample&)>;

struct WindowRow {
  const char* why;
  Change change;
  std::int64_t n;
  std::int64_t k;
  double first_ms;
};

Change reasoned(ReasoningClass how, std::optional<std::int64_t> tokens) {
  return [=](Sample& s) {
    s.reasoning = how;
    s.usage.reasoning_tokens = tokens;
    if (how == ReasoningClass::kText || how == ReasoningClass::kOpaque)
      s.at.first_reasoning = at_ms(55);
    s.first_read_bytes = 40;          // of 404: a tenth
    s.answer_first_read_bytes = 101;  // of 404: a quarter
  };
}

TEST(TokenWindow, ChoosesTokensAndClockByHowReasoningShowed) {
  const std::vector<WindowRow> rows = {
      {"no reasoning: all tokens, from the first", reasoned(ReasoningClass::kNone, {}), 101, 10,
       105},
      {"reasoning as text: all tokens, from the first thought", reasoned(ReasoningClass::kText, 60),
       101, 10, 55},
      {"a summary: visible tokens, from the answer", reasoned(ReasoningClass::kOpaque, 61), 40, 10,
       105},
      {"nothing streamed: visible tokens, from the answer", reasoned(ReasoningClass::kHidden, 61),
       40, 10, 105},
      {"at least one token came with the first read", [](Sample& s) { s.first_read_bytes = 1; },
       101, 1, 105},
      {"no bytes were counted: one", [](Sample& s) { s.token_bytes = 0; }, 101, 1, 105},
      {"more bytes in the first read than in all: everything",
       [](Sample& s) { s.first_read_bytes = 9000; }, 101, 101, 105},
      {"more reasoning than output is nonsense, not negative",
       reasoned(ReasoningClass::kHidden, 500), 0, 1, 105},
      {"negative reasoning adds no tokens", reasoned(ReasoningClass::kHidden, -500), 101, 25, 105},
      {"negative output is none",
       [](Sample& s) { s.usage.output_tokens = std::numeric_limits<std::int64_t>::min(); }, 0, 1,
       105},
  };
  for (const WindowRow& row : rows) {
    Sample s = ok_stream();
    row.change(s);
    const std::optional<TokenWindow> window = token_window(s);
    ASSERT_TRUE(window) << row.why;
    EXPECT_EQ(window->n, row.n) << row.why;
    EXPECT_EQ(window->k, row.k) << row.why;
    EXPECT_EQ(window->first, at_ms(row.first_ms)) << row.why;
  }
}

TEST(TokenWindow, IsUnknownWithoutTheCountsItNeeds) {
  Sample s = ok_stream();
  s.usage.output_tokens.reset();
  EXPECT_FALSE(token_window(s));
  Sample summary = ok_stream();
  reasoned(ReasoningClass::kOpaque, {})(summary);
  EXPECT_FALSE(token_window(summary)) << "visible tokens cannot be told from thoughts";
}

}  // namespace
}  // namespace orbench::metrics
