#include "harness/core/secret.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(Secret, RedactsEveryOccurrence) {
  const Secret secret("sk-or-123");
  EXPECT_EQ(secret.redact("key sk-or-123 and sk-or-123sk-or-123"), "key *** and ******");
  EXPECT_EQ(secret.redact("nothing here"), "nothing here");
  EXPECT_EQ(secret.redact("sk-or-12"), "sk-or-12");
}

TEST(Secret, EmptySecretRedactsNothing) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_EQ(Secret().redact("text"), "text");
}

TEST(Secret, RedactingEndsWhenTheSecretIsPartOfItsReplacement) {
  EXPECT_EQ(Secret("*").redact("a*b"), "a***b");
}

TEST(Secret, OnlyRevealGivesItUp) {
  EXPECT_EQ(Secret("k").reveal(), "k");
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
}

}  // namespace
}  // namespace orbench::core
