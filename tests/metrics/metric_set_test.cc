#include "harness/metrics/metric_set.h"

#include <gtest/gtest.h>

namespace orbench::metrics {
namespace {

TEST(MetricSet, RecordsInTheStepsOfTheUnit) {
  MetricSet set;
  set.record(MetricId::ttft, 12.3456);
  set.record(MetricId::cost, 0.0025);
  set.record(MetricId::output_tps, 81.2344);
  EXPECT_EQ(set.find(MetricId::ttft)->min(), 12'346);
  EXPECT_EQ(set.find(MetricId::cost)->min(), 2'500'000);
  EXPECT_EQ(set.find(MetricId::output_tps)->min(), 81'234);
  EXPECT_EQ(set.find(MetricId::itl), nullptr);
}

TEST(MetricSet, CountsWhatLiesOutsideTheRange) {
  MetricSet set;
  set.record(MetricId::ttft, -0.5);
  set.record(MetricId::ttft, 1e300);
  EXPECT_EQ(set.find(MetricId::ttft)->underflow(), 1);
  EXPECT_EQ(set.find(MetricId::ttft)->overflow(), 1);
}

}  // namespace
}  // namespace orbench::metrics
