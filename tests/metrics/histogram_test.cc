#include "harness/metrics/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::metrics {
namespace {

using core::Percentile;

constexpr std::int64_t kHour = 3'600'000'000;

struct SizeRow {
  const char* why;
  HistogramRange range;
  std::size_t slots;
};

TEST(Histogram, HasThePublishedNumberOfSlots) {
  const SizeRow rows[] = {
      {"1 us to 1 h at 3 digits is 22 buckets of 1024, and one", {1, kHour, 3}, 23'552},
      {"1 ns to 1 h at 3 digits", {1, 3'600'000'000'000, 3}, 33'792},
      {"1 us to 1 h at 2 digits", {1, kHour, 2}, 3'328},
      {"the recorded log of the reference: 20 us to 1 h in ns, 2 digits",
       {20'000, 3'600'000'000'000, 2},
       2'816},
      {"no digits still tells powers of two apart", {1, 1023, 0}, 11},
      {"the whole of int64 does not overflow",
       {1, std::numeric_limits<std::int64_t>::max(), 3},
       54 * 1024},
  };
  for (const SizeRow& row : rows)
    EXPECT_EQ(Histogram(row.range).slot_count(), row.slots) << row.why;
}

/// The definition taken word by word: bucket 0 counts single units; each later bucket has half as
/// many slots of twice the width.
std::vector<std::int64_t> slot_starts_by_definition(const HistogramRange& range,
                                                    std::size_t slots) {
  std::int64_t sub_buckets = 1;
  while (static_cast<double>(sub_buckets) < 2 * std::pow(10.0, range.significant_digits))
    sub_buckets *= 2;
  std::int64_t width = 1;
  while (width * 2 <= range.lowest) width *= 2;
  std::vector<std::int64_t> starts;
  std::int64_t at = 0;
  for (std::int64_t i = 0; i < sub_buckets; ++i, at += width) starts.push_back(at);
  while (starts.size() < slots) {
    width *= 2;
    for (std::int64_t i = 0; i < sub_buckets / 2; ++i, at += width) starts.push_back(at);
  }
  return starts;
}

TEST(Histogram, NumbersItsSlotsAsTheDefinitionDoes) {
  const HistogramRange ranges[] = {
      {1, kHour, 3}, {1, kHour, 2}, {1, 100'000, 1}, {1, 1000, 0}, {20'000, 3'600'000'000'000, 2}};
  for (const HistogramRange& range : ranges) {
    const Histogram h(range);
    const auto starts = slot_starts_by_definition(range, h.slot_count());
    ASSERT_EQ(starts.size(), h.slot_count());
    ASSERT_GT(starts.back(), range.highest / 2);
    for (std::size_t slot = 0; slot < starts.size(); ++slot) {
      ASSERT_EQ(h.lowest_equivalent(slot), starts[slot]);
      if (slot + 1 < starts.size()) {
        ASSERT_EQ(h.highest_equivalent(slot), starts[slot + 1] - 1);
      }
      if (starts[slot] > range.highest) continue;
      ASSERT_EQ(h.slot_of(starts[slot]), slot);
      ASSERT_EQ(h.slot_of(std::min(h.highest_equivalent(slot), range.highest)), slot);
    }
  }
}

TEST(Histogram, TellsValuesApartToThePromisedDigits) {
  const Histogram h({1, kHour, 3});
  core::Rng rng(7);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = static_cast<std::int64_t>(std::exp(rng.uniform() * std::log(3.6e9)));
    const std::size_t slot = h.slot_of(value);
    ASSERT_LE(h.lowest_equivalent(slot), value);
    ASSERT_GE(h.highest_equivalent(slot), value);
    const std::int64_t width = h.highest_equivalent(slot) - h.lowest_equivalent(slot) + 1;
    ASSERT_LE(static_cast<double>(width), std::max(1.0, static_cast<double>(value) / 1000));
  }
}

TEST(Histogram, HoldsOneValueExactly) {
  Histogram h({1, kHour, 3});
  h.record(42);
  EXPECT_EQ(h.slot_of(42), 42U);
  EXPECT_EQ(h.count(), 1);
  EXPECT_EQ(h.min(), 42);
  EXPECT_EQ(h.max(), 42);
  EXPECT_DOUBLE_EQ(h.mean(), 42.0);
  EXPECT_DOUBLE_EQ(h.stddev(), 0.0);
  for (const double p : {0.0, 50.0, 99.9, 100.0}) EXPECT_EQ(h.value_at(Percentile(p)), 42);
}

TEST(Histogram, AnswersWithTheHighestEquivalentValue) {
  Histogram h({1, kHour, 3});
  h.record(10'007);  // slots of 8 from 8192 on: 10000 to 10007
  EXPECT_EQ(h.value_at(Percentile(50)), 10'007);
  h.record(10'000);
  EXPECT_EQ(h.value_at(Percentile(100)), 10'007);
  EXPECT_EQ(h.value_at(Percentile(0)), 10'000);
}

TEST(Histogram, EmptyAnswersZero) {
  const Histogram h;
  EXPECT_TRUE(h.empty());
  EXPECT_EQ(h.value_at(Percentile(99)), 0);
  EXPECT_EQ(h.min(), 0);
  EXPECT_EQ(h.max(), 0);
  EXPECT_DOUBLE_EQ(h.mean(), 0.0);
  EXPECT_DOUBLE_EQ(h.stddev(), 0.0);
  EXPECT_EQ(h.count_at_or_below(kHour), 0);
}

struct RankRow {
  const char* why;
  int values;
  double percentile;
  std::int64_t expected;
};

TEST(Histogram, PercentileIsTheValueOfTheCeilingRank) {
  const RankRow rows[] = {
      {"half of ten is the fifth", 10, 50, 5},
      {"a hair over half is the sixth", 10, 50.001, 6},
      {"the exact product 0.95 x 100 must not slip to 96", 100, 95, 95},
      {"0.999 of 1000 is the 999th, though the product rounds up", 1000, 99.9, 999},
      {"any share of one value is that value", 1, 1, 1},
      {"a tiny percentile is the first value", 100, 0.0001, 1},
      {"all of them", 100, 100, 100},
  };
  for (const RankRow& row : rows) {
    Histogram h({1, kHour, 3});
    for (int i = 1; i <= row.values; ++i) h.record(i);
    EXPECT_EQ(h.value_at(Percentile(row.percentile)), row.expected) << row.why;
  }
}

std::vector<std::int64_t> random_values(core::Rng& rng, int n) {
  std::vector<std::int64_t> values;
  for (int i = 0; i < n; ++i) {
    values.push_back(static_cast<std::int64_t>(std::exp(4.0 * rng.normal() + 12.0)));
  }
  return values;
}

TEST(Histogram, PercentilesMatchTheSortedValuesWithinTheirSlot) {
  core::Rng rng(11);
  for (const int n : {1, 2, 7, 100, 9999}) {
    Histogram h({1, kHour, 3});
    std::vector<std::int64_t> values = random_values(rng, n);
    for (std::int64_t& v : values) {
      h.record(v);
      v = std::min(v, kHour);
    }
    std::sort(values.begin(), values.end());
    for (double p = 0.5; p <= 100; p += 0.5) {
      const double rank = std::ceil(std::nextafter(p, 0.0) * n / 100.0);
      const auto index = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
      ASSERT_EQ(h.value_at(Percentile(p)), h.highest_equivalent(h.slot_of(values[index])))
          << "n " << n << " p " << p;
      ASSERT_EQ(h.value_at_rank(static_cast<std::int64_t>(index) + 1), h.value_at(Percentile(p)));
    }
  }
}

TEST(Histogram, MeanIsExactAndDeviationIsThatOfTheSlots) {
  Histogram h({1, kHour, 3});
  for (const std::int64_t v : {100'001, 200'003, 300'008}) h.record(v);
  EXPECT_DOUBLE_EQ(h.mean(), 600'012.0 / 3.0);
  EXPECT_NEAR(h.stddev(), 81'652.0, 150.0);
}

TEST(Histogram, CountsHowManyAreAtOrBelow) {
  Histogram h({1, kHour, 3});
  for (int i = 1; i <= 1000; ++i) h.record(i);
  EXPECT_EQ(h.count_at_or_below(-1), 0);
  EXPECT_EQ(h.count_at_or_below(0), 0);
  EXPECT_EQ(h.count_at_or_below(250), 250);
  EXPECT_EQ(h.count_at_or_below(std::numeric_limits<std::int64_t>::max()), 1000);
}

TEST(Histogram, ClampsAndCountsWhatIsOutOfRange) {
  Histogram h({1, 1'000'000, 3});
  h.record(-5);
  h.record_n(std::numeric_limits<std::int64_t>::max(), 2);
  h.record(10);
  EXPECT_EQ(h.count(), 4);
  EXPECT_EQ(h.underflow(), 1);
  EXPECT_EQ(h.overflow(), 2);
  EXPECT_EQ(h.min(), 0);
  EXPECT_EQ(h.max(), 1'000'000);
}

TEST(Histogram, IgnoresCountsThatAreNone) {
  Histogram h;
  h.record_n(5, 0);
  h.record_n(5, -3);
  EXPECT_EQ(h, Histogram());
}

TEST(Histogram, SaturatesInsteadOfOverflowing) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  Histogram h({1, kHour, 3});
  h.record_n(kHour, kMost);
  h.record_n(kHour, kMost);
  EXPECT_EQ(h.count(), kMost);
  EXPECT_EQ(h.count_in(h.slot_of(kHour)), kMost);
  EXPECT_EQ(h.value_at(Percentile(50)), h.highest_equivalent(h.slot_of(kHour)));
}

TEST(Histogram, MergedPartsEqualTheWhole) {
  core::Rng rng(13);
  for (int round = 0; round < 20; ++round) {
    Histogram whole({1, kHour, 3});
    Histogram parts[3] = {whole, whole, whole};
    for (std::int64_t v : random_values(rng, 500)) {
      if (rng.below(50) == 0) v = -v;
      whole.record(v);
      parts[rng.below(3)].record(v);
    }
    parts[2].merge(parts[0]);
    parts[2].merge(parts[1]);
    EXPECT_EQ(parts[2], whole);
  }
}

TEST(Histogram, MergeOfAnotherRangeKeepsEveryCount) {
  Histogram coarse({1, kHour, 2});
  for (int i = 1; i <= 100'000; i += 7) coarse.record(i);
  Histogram fine({1, 50'000, 3});
  fine.merge(coarse);
  EXPECT_EQ(fine.count(), coarse.count());
  EXPECT_EQ(fine.overflow(), coarse.count() - coarse.count_at_or_below(50'000));
  const auto median = static_cast<double>(fine.value_at(Percentile(40)));
  EXPECT_NEAR(median, 40'000, 400);
}

TEST(Histogram, CopyIsIndependent) {
  Histogram a;
  a.record(5);
  Histogram b = a;
  EXPECT_EQ(a, b);
  b.record(6);
  EXPECT_FALSE(a == b);
  EXPECT_EQ(a.count(), 1);
  a = b;
  EXPECT_EQ(a, b);
}

TEST(Histogram, DiffersWhenTheSameCountsLieElsewhere) {
  Histogram a;
  Histogram b;
  for (const std::int64_t v : {1, 4, 5, 10}) a.record(v);
  for (const std::int64_t v : {1, 3, 6, 10}) b.record(v);  // count, sum, min and max agree
  EXPECT_FALSE(a == b);
}

TEST(Histogram, VisitsFilledSlotsInOrder) {
  Histogram h;
  h.record_n(9000, 2);
  h.record(3);
  std::vector<std::pair<std::size_t, std::int64_t>> seen;
  h.for_each([&](std::size_t slot, std::int64_t n) { seen.emplace_back(slot, n); });
  EXPECT_EQ(seen,
            (std::vector<std::pair<std::size_t, std::int64_t>>{{3, 1}, {h.slot_of(9000), 2}}));
}

}  // namespace
}  // namespace orbench::metrics
