#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "harness/core/units.h"

namespace orbench::metrics {

/// What a histogram can tell apart. REQUIRES: lowest >= 1, highest >= 2 * lowest, digits 0-5, and
/// lowest * 2 * 10^digits under 2^62.
struct HistogramRange {
  std::int64_t lowest = 1;            ///< lowest discernible value, in steps
  std::int64_t highest = 3600000000;  ///< highest trackable value, in steps
  int significant_digits = 3;
  friend bool operator==(const HistogramRange&, const HistogramRange&) = default;
};

/// An HdrHistogram: counts in buckets of constant relative width (1 part in 10^digits).
/// Index maths, percentile rule (rank ceil(p N / 100) with p lowered by one ulp; the highest
/// equivalent value of that bucket) and merge are those of the Java reference.
/// Values below zero or above `highest` are clamped into the range *and* counted as under or over.
/// Counts live in pages that are allocated when first touched: a histogram that has seen a narrow
/// band costs a few KiB, not the full table.
/// Units:   steps; the caller's UnitInfo says what a step is.
/// Threads: one thread per object.
/// Source:  HdrHistogram (G. Tene), V2 layout.
class Histogram {
 public:
  explicit Histogram(HistogramRange range = {});
  Histogram(const Histogram& other);
  Histogram(Histogram&&) noexcept = default;
  Histogram& operator=(const Histogram& other);
  Histogram& operator=(Histogram&&) noexcept = default;
  ~Histogram() = default;

  void record(std::int64_t value);
  /// Counts of zero or less are ignored.
  void record_n(std::int64_t value, std::int64_t count);
  /// Adds values of which only the slot is known, as a log tells them: they enter the sum as the
  /// slot's middle, minimum and maximum as its edges. Counts of zero or less are ignored.
  /// REQUIRES: slot < slot_count().
  void record_slot(std::size_t slot, std::int64_t count);
  /// Adds every count of `other`. Equal ranges merge slot by slot and stay exact; otherwise each
  /// slot's lowest equivalent value is recorded again, as the reference does.
  void merge(const Histogram& other);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// Exact, not bucket edges; 0 when empty.
  [[nodiscard]] std::int64_t min() const { return count_ == 0 ? 0 : min_; }
  [[nodiscard]] std::int64_t max() const { return count_ == 0 ? 0 : max_; }
  /// Exact mean of the recorded (clamped) values; 0 when empty.
  [[nodiscard]] double mean() const;
  /// From the buckets' middle values; 0 when empty.
  [[nodiscard]] double stddev() const;
  /// The value at a percentile; 0 when empty. Percentile 0 is the lowest equivalent of the minimum.
  [[nodiscard]] std::int64_t value_at(core::Percentile p) const;
  /// The value of the rank-th smallest count, 1-based, as its highest equivalent value.
  /// REQUIRES: 1 <= rank <= count().
  [[nodiscard]] std::int64_t value_at_rank(std::int64_t rank) const;
  /// How many recorded values are <= the highest equivalent of `value`.
  [[nodiscard]] std::int64_t count_at_or_below(std::int64_t value) const;
  [[nodiscard]] std::int64_t underflow() const { return underflow_; }
  [[nodiscard]] std::int64_t overflow() const { return overflow_; }
  [[nodiscard]] const HistogramRange& range() const { return range_; }

  // The layout, public because codecs and tests speak in slots.
  [[nodiscard]] std::size_t slot_count() const { return slot_count_; }
  /// REQUIRES: 0 <= value <= range().highest.
  [[nodiscard]] std::size_t slot_of(std::int64_t value) const;
  [[nodiscard]] std::int64_t lowest_equivalent(std::size_t slot) const;
  [[nodiscard]] std::int64_t highest_equivalent(std::size_t slot) const;
  /// What stands for a value of the slot in a mean.
  [[nodiscard]] std::int64_t middle_equivalent(std::size_t slot) const;
  [[nodiscard]] std::int64_t count_in(std::size_t slot) const;
  /// Calls visit(slot, count) for each non-zero slot in ascending order.
  void for_each(const std::function<void(std::size_t, std::int64_t)>& visit) const;

  friend bool operator==(const Histogram& a, const Histogram& b);

 private:
  static constexpr std::size_t kPageSlots = 128;
  static constexpr std::int64_t kMostCounted = std::numeric_limits<std::int64_t>::max();
  using Page = std::array<std::int64_t, kPageSlots>;

  void add_to_slot(std::size_t slot, std::int64_t count);
  void note(std::int64_t lowest, std::int64_t highest);

  // What every record touches stands together: with many histograms the cost is in cache misses.
  std::vector<std::unique_ptr<Page>> pages_;  // empty until the first record
  std::int64_t count_ = 0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
  std::int64_t sum_ = 0;  // integers add up alike in any order, so merges are exact; saturates
  HistogramRange range_;
  int unit_magnitude_ = 0;
  int half_count_magnitude_ = 0;
  std::uint64_t first_bucket_ = 0;  // the bits that its values can have
  std::size_t slot_count_ = 0;
  std::int64_t underflow_ = 0;
  std::int64_t overflow_ = 0;
};

inline std::size_t Histogram::slot_of(std::int64_t value) const {
  const auto u = static_cast<unsigned>(unit_magnitude_);
  const auto h = static_cast<unsigned>(half_count_magnitude_);
  const auto bits = static_cast<std::uint64_t>(value);
  // Of first_bucket_ at least one bit is set: the compiler need not think of zero.
  const auto highest_bit = 63U - static_cast<unsigned>(__builtin_clzll(bits | first_bucket_));
  const unsigned bucket = highest_bit - u - h;
  return (std::size_t{bucket} << h) + (bits >> (bucket + u));
}

// Inline for the value that nearly every call brings: inside the range, in a page that was touched
// before, of a histogram that is therefore not empty, and far from any limit.
inline void Histogram::record(std::int64_t value) {
  const bool outside =
      static_cast<std::uint64_t>(value) > static_cast<std::uint64_t>(range_.highest);
  if (outside || pages_.empty()) return record_n(value, 1);
  const std::size_t slot = slot_of(value);
  Page* const page = pages_[slot / kPageSlots].get();
  std::int64_t sum = 0;
  const bool at_limit = __builtin_add_overflow(sum_, value, &sum) || count_ == kMostCounted;
  if (page == nullptr || at_limit) return record_n(value, 1);
  ++(*page)[slot % kPageSlots];
  ++count_;
  sum_ = sum;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

}  // namespace orbench::metrics
