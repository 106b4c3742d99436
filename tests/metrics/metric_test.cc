#include "harness/metrics/metric.h"

#include <gtest/gtest.h>

namespace orbench::metrics {
namespace {

TEST(Metric, NamesLeadBackToTheirMetric) {
  for (const MetricInfo& metric : all_metrics()) {
    EXPECT_EQ(metric_from_name(metric.name), metric.id);
    EXPECT_EQ(&metric_info(metric.id), &metric);
    EXPECT_FALSE(metric.what.empty());
  }
  EXPECT_EQ(metric_names().size(), kMetricCount);
  EXPECT_FALSE(metric_from_name("latency"));
}

TEST(Metric, UnitsHaveHistogramsThatHoldThem) {
  EXPECT_EQ(unit_info(Unit::kMilliseconds).range, (HistogramRange{1, 3'600'000'000, 3}));
  for (const MetricInfo& metric : all_metrics()) {
    const UnitInfo& unit = unit_info(metric.unit);
    EXPECT_FALSE(unit.name.empty());
    EXPECT_GT(unit.steps_per_unit, 0);
    EXPECT_GE(unit.range.highest, 2 * unit.range.lowest);
  }
}

}  // namespace
}  // namespace orbench::metrics
