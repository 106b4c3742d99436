#include "harness/core/trimmed.h"

#include <string_view>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(Trimmed, TakesBlanksOffBothEndsAndNoneInside) {
  struct Row {
    std::string_view text;
    std::string_view trimmed;
  };
  for (const Row& row : {Row{"", ""}, Row{" \t\r\n", ""}, Row{"a", "a"}, Row{" a b\r\n", "a b"},
                         Row{"\t\ta", "a"}, Row{"\va\f", "\va\f"}, Row{"\xA0", "\xA0"},
                         Row{std::string_view("\0 a", 3), std::string_view("\0 a", 3)}}) {
    EXPECT_EQ(trimmed(row.text), row.trimmed) << row.text;
  }
}

TEST(Trimmed, KnowsTheFourBlanks) {
  for (int code = -128; code < 128; ++code) {
    const char c = static_cast<char>(code);
    EXPECT_EQ(is_blank(c), c == ' ' || c == '\t' || c == '\r' || c == '\n') << code;
  }
}

}  // namespace
}  // namespace orbench::core
