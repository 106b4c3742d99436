#include "harness/core/outcome.h"

#include <set>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(Outcome, NamesAreDistinctAndReadBack) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kOutcomeNames.size(); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_FALSE(to_string(outcome).empty());
    EXPECT_TRUE(names.insert(to_string(outcome)).second) << to_string(outcome);
    EXPECT_EQ(outcome_from_name(to_string(outcome)), outcome);
  }
  EXPECT_EQ(to_string(Outcome::kOk), "ok");
  EXPECT_EQ(to_string(Outcome::kTruncated), "truncated");
}

TEST(Outcome, UnknownNamesAreNoOutcome) {
  EXPECT_EQ(outcome_from_name("fine"), std::nullopt);
  EXPECT_EQ(outcome_from_name(""), std::nullopt);
}

}  // namespace
}  // namespace orbench::core
