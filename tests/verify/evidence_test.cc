#include "harness/verify/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::verify {
namespace {

using testing::ElementsAre;

metrics::Sample sample(std::uint64_t seq) {
  metrics::Sample out;
  out.seq = seq;
  return out;
}

TEST(Evidence, KeepsTheFiveWorstAndTheEarlierOfEquals) {
  Evidence evidence;
  for (const std::uint64_t seq : {0U, 1U, 2U, 3U, 4U, 5U, 6U}) {
    evidence.add(seq == 5 ? 9.0 : 1.0, sample(seq));
  }
  EXPECT_THAT(evidence.ids(), ElementsAre("w0-5", "w0-0", "w0-1", "w0-2", "w0-3"));
}

TEST(Evidence, IsEmptyWithoutSamples) { EXPECT_TRUE(Evidence{}.ids().empty()); }

}  // namespace
}  // namespace orbench::verify
