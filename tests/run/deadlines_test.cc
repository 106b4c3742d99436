#include "harness/run/deadlines.h"

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using std::chrono::milliseconds;

TEST(Deadlines, GivesWhatIsDueInOrderOfTime) {
  Deadlines deadlines;
  deadlines.push({milliseconds{30}, 3});
  deadlines.push({milliseconds{10}, 1});
  deadlines.push({milliseconds{20}, 2});
  EXPECT_EQ(deadlines.next(), milliseconds{10});
  EXPECT_EQ(deadlines.pop_due(milliseconds{20})->slot, 1U);
  EXPECT_EQ(deadlines.pop_due(milliseconds{20})->slot, 2U);
  EXPECT_FALSE(deadlines.pop_due(milliseconds{20}).has_value());
  EXPECT_EQ(deadlines.next(), milliseconds{30});
}

TEST(Deadlines, HasNothingNextWhenEmpty) { EXPECT_FALSE(Deadlines().next().has_value()); }

}  // namespace
}  // namespace orbench::run
