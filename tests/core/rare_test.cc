#include "harness/core/rare.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(Rare, IsEmptyUntilItIsGivenAValue) {
  Rare<std::string> text;
  EXPECT_FALSE(text.has_value());
  EXPECT_EQ(text.or_default(), "");
  EXPECT_EQ(text.value_or("none"), "none");
  text = "some";
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "some");
  EXPECT_EQ(text.or_default(), "some");
  EXPECT_EQ(text->size(), 4U);
  text.reset();
  EXPECT_FALSE(text.has_value());
}

TEST(Rare, MakesItsValueOnce) {
  Rare<std::string> text;
  text.made() = "first";
  EXPECT_EQ(text.made(), "first");
  EXPECT_EQ(text.emplace(), "") << "a new one";
}

TEST(Rare, CopiesTheValueAndMovesThePointer) {
  Rare<std::string> text = std::string("some");
  Rare<std::string> copy = text;
  *copy = "other";
  EXPECT_EQ(*text, "some");
  EXPECT_FALSE(text == copy);
  copy = text;
  EXPECT_TRUE(text == copy);
  const std::string* const place = &*text;
  const Rare<std::string> moved = std::move(text);
  EXPECT_EQ(&*moved, place);
  EXPECT_FALSE(text == moved);  // NOLINT(bugprone-use-after-move): documented as empty
}

}  // namespace
}  // namespace orbench::core
