#include "results/verdict.h"

#include <gtest/gtest.h>

namespace orbench::results {
namespace {

TEST(Verdict, NamesReadBack) {
  for (const char* name : {"passed", "failed", "undecided", "no_data", "warned"}) {
    ASSERT_TRUE(check_verdict_from_name(name)) << name;
    EXPECT_EQ(to_string(*check_verdict_from_name(name)), name);
  }
  for (const char* name : {"passed", "failed", "regressed", "invalid", "aborted", "partial"}) {
    ASSERT_TRUE(run_status_from_name(name)) << name;
    EXPECT_EQ(to_string(*run_status_from_name(name)), name);
  }
}

TEST(Verdict, UnknownNamesAreNoVerdict) {
  EXPECT_FALSE(check_verdict_from_name("Passed"));
  EXPECT_FALSE(run_status_from_name(""));
}

}  // namespace
}  // namespace orbench::results
