#include "harness/core/same_text.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(SameIgnoringCase, MindsNothingButTheCaseOfLetters) {
  EXPECT_TRUE(same_ignoring_case("", ""));
  EXPECT_TRUE(same_ignoring_case("Content-Type", "content-type"));
  EXPECT_TRUE(same_ignoring_case("x-RateLimit-Remaining", "X-ratelimit-remaining"));
  EXPECT_FALSE(same_ignoring_case("", "x"));
  EXPECT_FALSE(same_ignoring_case("date", "dates"));
  // As far apart as the cases of a letter are, and no letters.
  EXPECT_FALSE(same_ignoring_case("a\rb", "a-b"));
  EXPECT_FALSE(same_ignoring_case("@", "`"));
  EXPECT_FALSE(same_ignoring_case("[", "{"));
  EXPECT_FALSE(same_ignoring_case("\xC1", "\xE1"));
}

TEST(SameIgnoringCase, LooksAtEachByteOfEachLength) {
  for (std::size_t size = 1; size < 28; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int other = 0; other < 256; ++other) {
        std::string text(size, 'q');
        text[at] = static_cast<char>(other);
        const bool same = other == 'q' || other == 'Q';
        ASSERT_EQ(same_ignoring_case(text, std::string(size, 'q')), same) << other << " at " << at;
        ASSERT_EQ(same_ignoring_case(std::string(size, 'Q'), text), same) << other << " at " << at;
      }
    }
  }
}

TEST(SameIgnoringCase, TellsAnyTwoBytesApartAsTheStandardLibraryDoes) {
  const auto lower = [](int c) { return c < 0x80 ? std::tolower(c) : c; };
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      // Neighbours whose bits could carry into the byte between them.
      const std::string x = {'\xFF', static_cast<char>(a), '\xFF', '\0', 'z', 'Z', '{', '@'};
      const std::string y = {'\xFF', static_cast<char>(b), '\xFF', '\0', 'Z', 'z', '{', '@'};
      ASSERT_EQ(same_ignoring_case(x, y), lower(a) == lower(b)) << a << " and " << b;
    }
  }
}

TEST(SameIgnoringCase, ReadsNoByteBehindTheText) {
  for (std::size_t size = 0; size < 28; ++size) {
    const auto exact = std::make_unique<char[]>(size);
    std::fill_n(exact.get(), size, 'x');
    EXPECT_TRUE(same_ignoring_case({exact.get(), size}, std::string(size, 'X')));
  }
}

}  // namespace
}  // namespace orbench::core
