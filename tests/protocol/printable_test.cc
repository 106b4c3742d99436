#include "harness/protocol/printable.h"

#include <gtest/gtest.h>

namespace orbench::protocol {
namespace {

std::string printable(std::string_view text, std::size_t most = 100) {
  std::string out;
  append_printable(out, text, most);
  return out;
}

TEST(Printable, MakesOneLineOfAnyText) {
  EXPECT_EQ(printable("  two\r\n\twords \n"), "two words");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("\n \t"), "");
}

TEST(Printable, TakesTheCommandsOfATerminalOut) {
  EXPECT_EQ(printable("\x1B[2Jgone\x7F"), "[2Jgone");
  EXPECT_EQ(printable("a\xC2\x9B"
                      "31mb"),
            "a 31mb")
      << "CSI as one C1 character";
  EXPECT_EQ(printable("a\xE2\x80\xAE"
                      "b\xE2\x81\xA6"
                      "c"),
            "a b c")
      << "direction marks";
}

TEST(Printable, KeepsGoodUtf8AndMarksTheRest) {
  EXPECT_EQ(printable("é漢🙂"), "é漢🙂");
  EXPECT_EQ(printable("a\xFF\xC3"), "a??");
  EXPECT_EQ(printable("\xED\xA0\x80"), "???") << "a surrogate is no character";
}

TEST(Printable, CutsAtACharacterAndSaysSo) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abc…");
  EXPECT_EQ(printable("漢漢漢", 8), "漢…");
  EXPECT_EQ(printable("漢漢漢", 2), "");
}

TEST(Printable, CountsWhatStandsBefore) {
  std::string out = "HTTP 502: ";
  append_printable(out, "abcdefghij", 16);
  EXPECT_EQ(out, "HTTP 502: abc…");
  std::string full = "0123456789";
  append_printable(full, "more", 10);
  EXPECT_EQ(full, "0123456789");
}

TEST(Printable, ReadsThePageBehindTheTags) {
  EXPECT_EQ(printable(text_of_html("<html><h1 class='x'>502</h1>Bad > good<br/>")),
            "502 Bad > good");
  EXPECT_EQ(printable(text_of_html("<unclosed")), "");
}

}  // namespace
}  // namespace orbench::protocol
