#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/metrics/recorder.h"
#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

void expect_equal(const Counters& a, const Counters& b) {
  EXPECT_EQ(a.outcomes, b.outcomes);
  EXPECT_EQ(a.good, b.good);
  EXPECT_EQ(a.cached, b.cached);
  EXPECT_EQ(a.objectives_undefined, b.objectives_undefined);
  EXPECT_EQ(a.without_usage, b.without_usage);
  EXPECT_EQ(a.prompt_tokens, b.prompt_tokens);
  EXPECT_EQ(a.output_tokens, b.output_tokens);
  EXPECT_EQ(a.cost, b.cost);
}

void expect_equal(const MetricSet& a, const MetricSet& b) {
  for (const MetricInfo& metric : all_metrics()) {
    EXPECT_EQ(a.undefined(metric.id), b.undefined(metric.id)) << metric.name;
    const Histogram* left = a.find(metric.id);
    const Histogram* right = b.find(metric.id);
    ASSERT_EQ(left == nullptr, right == nullptr) << metric.name;
    if (left != nullptr) {
      EXPECT_EQ(*left, *right) << metric.name;
    }
  }
}

void expect_equal(const std::map<std::string, ErrorRecord>& a,
                  const std::map<std::string, ErrorRecord>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [key, record] : a) {
    ASSERT_TRUE(b.contains(key)) << key;
    const ErrorRecord& other = b.at(key);
    EXPECT_EQ(record.outcome, other.outcome);
    EXPECT_EQ(record.status, other.status);
    EXPECT_EQ(record.message, other.message);
    EXPECT_EQ(record.count, other.count);
    EXPECT_EQ(record.sample_seqs, other.sample_seqs);
  }
}

void expect_equal(const CellRecord& a, const CellRecord& b) {
  ASSERT_EQ(a.blocks.size(), b.blocks.size());
  for (std::size_t i = 0; i < a.blocks.size(); ++i) {
    expect_equal(a.blocks[i].counters, b.blocks[i].counters);
    expect_equal(a.blocks[i].ok, b.blocks[i].ok);
  }
  expect_equal(a.failed, b.failed);
  ASSERT_EQ(a.providers.size(), b.providers.size());
  for (const auto& [name, record] : a.providers) {
    ASSERT_TRUE(b.providers.contains(name)) << name;
    expect_equal(record.counters, b.providers.at(name).counters);
    expect_equal(record.ok, b.providers.at(name).ok);
  }
  expect_equal(a.errors, b.errors);
  expect_equal(a.warmup, b.warmup);
  EXPECT_EQ(a.ended_in_window, b.ended_in_window);
  EXPECT_EQ(a.good_in_window, b.good_in_window);
  EXPECT_NEAR(a.output_tokens_in_window, b.output_tokens_in_window, 1e-6);
  EXPECT_EQ(a.busy_in_window, b.busy_in_window);
  EXPECT_EQ(a.last_closed, b.last_closed);
}

void expect_equal(const Timeline& a, const Timeline& b) {
  EXPECT_EQ(a.interval(), b.interval());
  ASSERT_EQ(a.points().size(), b.points().size());
  for (std::size_t i = 0; i < a.points().size(); ++i) {
    const TimelinePoint& left = a.points()[i];
    const TimelinePoint& right = b.points()[i];
    EXPECT_EQ(left.started, right.started);
    EXPECT_EQ(left.ended, right.ended);
    EXPECT_EQ(left.ok, right.ok);
    EXPECT_EQ(left.errors, right.errors);
    EXPECT_EQ(left.cost, right.cost);
    EXPECT_EQ(left.ttft, right.ttft);
  }
}

TEST(RecorderMerge, PartsInAnyOrderEqualTheWhole) {
  const std::vector<Recorder::CellPlan> plan = {{{core::from_ms(2000), core::from_ms(15'000)}, 4},
                                                {{core::from_ms(0), {}}, 4}};
  core::Rng rng(17, "merge");
  for (int round = 0; round < 10; ++round) {
    Recorder whole(plan);
    std::vector<Recorder> parts;
    for (int i = 0; i < 3; ++i) parts.emplace_back(plan);
    for (std::uint64_t seq = 0; seq < 400; ++seq) {
      const Sample sample = random_sample(rng, seq);
      const std::vector<std::uint32_t> gaps = {static_cast<std::uint32_t>(rng.below(10'000))};
      whole.add(sample, {gaps});
      parts[rng.below(3)].add(sample, {gaps});
    }
    parts[2].merge(parts[1]);
    parts[2].merge(parts[0]);
    for (std::size_t i = 0; i < plan.size(); ++i) {
      expect_equal(parts[2].cells()[i], whole.cells()[i]);
    }
    expect_equal(parts[2].timeline(), whole.timeline());
    if (HasFailure()) FAIL() << "round " << round;
  }
}

TEST(RecorderMerge, CountersOfRandomSamplesAddUp) {
  core::Rng rng(19);
  Recorder r({{{core::Duration{0}, {}}, 4}, {{core::Duration{0}, {}}, 4}});
  constexpr std::int64_t kSamples = 2000;
  for (std::uint64_t seq = 0; seq < kSamples; ++seq) r.add(random_sample(rng, seq));
  std::int64_t offered = 0;
  for (const CellRecord& cell : r.cells()) {
    const Counters sum = cell.counters();
    offered += sum.offered() + cell.warmup.offered();
    EXPECT_EQ(sum.offered(), sum.sent() + sum.of(core::Outcome::kNotSent));
    EXPECT_EQ(sum.sent(), sum.ok() + sum.errors() + sum.of(core::Outcome::kCancelled));
    std::int64_t classed = 0;
    for (const auto& [key, record] : cell.errors) classed += record.count;
    EXPECT_EQ(classed, sum.errors());
    Counters providers;
    for (const auto& [name, record] : cell.providers) providers.merge(record.counters);
    expect_equal(providers, sum);
    const std::int64_t with_cost = cell.merged(MetricId::cost).count();
    EXPECT_EQ(with_cost + cell.undefined(MetricId::cost), sum.ok() - sum.cached);
  }
  EXPECT_EQ(offered, kSamples);
}

TEST(RecorderMerge, PeaksOfWorkersAddUpToABound) {
  CellRecord a;
  CellRecord b;
  a.max_in_flight = 3;
  b.max_in_flight = 4;
  a.merge(b);
  EXPECT_EQ(a.max_in_flight, 7);
}

}  // namespace
}  // namespace orbench::metrics
