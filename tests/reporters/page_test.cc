#include "reporters/page.h"

#include <string>

#include <gtest/gtest.h>

namespace orbench::reporters {
namespace {

TEST(Page, ItemsWrapUnderTheirText) {
  std::string out;
  Page page({false, 40}, out);
  page.item("✗", Tone::kBad, "ttft.p95 < 800ms failed: 912 ms over 400 requests");
  EXPECT_EQ(out, "  ✗ ttft.p95 < 800ms failed: 912 ms over\n    400 requests\n");
}

TEST(Page, PrintsNoEscapeSequenceThatItDidNotMake) {
  std::string out;
  Page page({false, 80}, out);
  page.title("a\x1b[2Jb");
  page.paragraph("c\x1b[2Jd");
  page.item("\x1b[1m", Tone::kBad, "\x1b]0;title\x07");
  EXPECT_EQ(out.find('\x1b'), std::string::npos) << out;
  EXPECT_EQ(out.find('\x07'), std::string::npos) << out;
}

TEST(Page, ColoursOnlyWhenAsked) {
  std::string out;
  Page page({true, 80}, out);
  page.paragraph("text", Tone::kBad, 0);
  EXPECT_EQ(out, "\x1b[31mtext\x1b[0m\n");
}

TEST(Page, AnAbsurdWidthIsRaisedToOneThatWorks) {
  std::string out;
  Page page({false, -7}, out);
  EXPECT_EQ(page.width(), Page::kNarrowest);
}

}  // namespace
}  // namespace orbench::reporters
