#include "reporters/terminal_text.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::reporters {
namespace {

using testing::ElementsAre;

TEST(TerminalText, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width("plain"), 5);
  EXPECT_EQ(display_width("[790–840]"), 9);
  EXPECT_EQ(display_width("日本"), 4);
  EXPECT_EQ(display_width("e\xCC\x81"), 1) << "a combining accent takes no column";
  EXPECT_EQ(display_width(""), 0);
}

TEST(TerminalText, DisarmsWhatAServiceMaySend) {
  EXPECT_EQ(printable("\x1b[31mred\x07"), "?[31mred?") << "escape sequences";
  EXPECT_EQ(printable("a\nb\tc\r"), "a b c ") << "a line stays one line";
  EXPECT_EQ(printable("bad \xC3( \xFF"), "bad ?( ?") << "bytes that are no UTF-8";
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "abc"),
            "?abc")
      << "right-to-left override";
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "?31m")
      << "the one-character form of escape-[";
  EXPECT_EQ(printable("fine – 日本"), "fine – 日本");
}

TEST(TerminalText, ClipsAtAColumnWithoutCuttingACharacter) {
  EXPECT_EQ(clipped("abcdef", 6), "abcdef");
  EXPECT_EQ(clipped("abcdef", 4), "abc…");
  EXPECT_EQ(clipped("日本語", 4), "日…") << "a wide character does not fit by half";
  EXPECT_EQ(clipped("abc", 1), "…");
  EXPECT_EQ(clipped("abc", 0), "");
}

TEST(TerminalText, WrapsAtSpacesAndCutsWhatHasNone) {
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two", 7), ElementsAre("one two"));
  EXPECT_THAT(wrapped("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
  EXPECT_THAT(wrapped("日本", 1), ElementsAre("日", "本")) << "wider than the line, yet it ends";
}

TEST(TerminalText, NeverMakesALineWiderThanAsked) {
  const std::string text = "offered 20.0/s, achieved 19.9/s · response time p95 [4.1–4.3] 日本語";
  for (int width = 2; width < 90; ++width) {
    for (const std::string& line : wrapped(text, width)) EXPECT_LE(display_width(line), width);
  }
}

}  // namespace
}  // namespace orbench::reporters
