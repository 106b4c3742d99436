#include "harness/metrics/sample_order.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::metrics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Takes samples and notes the order in which they come out.
class Line {
 public:
  Line& ended(std::uint64_t seq, std::uint32_t attempt = 1, bool retried = false) {
    Sample sample;
    sample.seq = seq;
    sample.attempt = attempt;
    sample.retried = retried;
    order_.take(sample, note());
    return *this;
  }
  Line& flush() {
    order_.flush(note());
    return *this;
  }
  std::vector<std::uint64_t> seen;
  std::vector<std::uint32_t> attempts;

 private:
  SampleOrder::Visit note() {
    return [this](const Sample& sample) {
      seen.push_back(sample.seq);
      attempts.push_back(sample.attempt);
    };
  }
  SampleOrder order_;
};

TEST(SampleOrder, HoldsBackWhatEndedBeforeAnEarlierRequest) {
  Line line;
  line.ended(2).ended(0);
  EXPECT_THAT(line.seen, ElementsAre(0)) << "1 is still open";
  line.ended(1).ended(3);
  EXPECT_THAT(line.seen, ElementsAre(0, 1, 2, 3));
}

TEST(SampleOrder, WaitsForTheLastAttempt) {
  Line line;
  line.ended(0, 1, true).ended(1);
  EXPECT_THAT(line.seen, IsEmpty());
  line.ended(0, 2, true).ended(0, 3);
  EXPECT_THAT(line.seen, ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(line.attempts, ElementsAre(1, 2, 3, 1));
}

TEST(SampleOrder, GivesOutAtTheEndWhatStillWaits) {
  Line line;
  line.ended(5).ended(3).ended(0).flush();
  EXPECT_THAT(line.seen, ElementsAre(0, 3, 5));
  line.ended(6);
  EXPECT_THAT(line.seen, ElementsAre(0, 3, 5, 6)) << "it goes on from there";
}

}  // namespace
}  // namespace orbench::metrics
