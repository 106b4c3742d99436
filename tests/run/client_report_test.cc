#include "harness/run/client_report.h"

#include <gmock/gmock.h>

namespace orbench::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A worker of whose 1,000 reads so many came 8 ms late.
WorkerReport worker(std::int64_t late_reads, transport::StampCounts stamps) {
  WorkerReport report;
  report.read_lag.record_n(0, 1000 - late_reads);
  report.read_lag.record_n(8000, late_reads);
  report.stamps = stamps;
  return report;
}

results::ClientReport report_of(const WorkerReport& worker) {
  return make_client_report({&worker, 1}, metrics::Recorder({}));
}

TEST(ClientReport, CallsARunLimitedWhoseCallbackStampsCameLate) {
  const results::ClientReport late = report_of(worker(20, {.kernel = 0, .callback = 1000}));
  EXPECT_TRUE(late.client_limited);
  EXPECT_THAT(late.reasons, ElementsAre(HasSubstr("read_lag p99 8.00 ms is over 5.00 ms")));
  const results::ClientReport prompt = report_of(worker(5, {.kernel = 0, .callback = 1000}));
  EXPECT_FALSE(prompt.client_limited);
  EXPECT_THAT(prompt.reasons, IsEmpty());
}

TEST(ClientReport, TellsOfLateReadsWithoutBlameWhereTheKernelHasStamped) {
  const results::ClientReport late = report_of(worker(20, {.kernel = 1000, .callback = 0}));
  EXPECT_FALSE(late.client_limited);
  ASSERT_TRUE(late.read_lag);
  EXPECT_EQ(late.read_lag->count, 1000);
  ASSERT_NE(late.read_lag->find(99), nullptr);
  EXPECT_NEAR(late.read_lag->find(99)->value, 8.0, 0.01);
}

TEST(ClientReport, TakesAFewCallbackStampsAmongTheKernels) {
  EXPECT_EQ(report_of(worker(0, {.kernel = 990, .callback = 10})).stamps, "kernel");
  const results::ClientReport mixed = report_of(worker(0, {.kernel = 989, .callback = 11}));
  EXPECT_EQ(mixed.stamps, "callback");
  EXPECT_EQ(mixed.kernel_stamp_share, 0.989);
}

}  // namespace
}  // namespace orbench::run
