#include "harness/metrics/histogram.h"

#include <algorithm>
#include <cmath>

namespace orbench::metrics {
namespace {

constexpr std::int64_t kMaxInt64 = std::numeric_limits<std::int64_t>::max();

// Counts and sums are never negative, so saturation keeps addition associative: merging in any
// order gives the same histogram, even at the limit.
std::int64_t saturating_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kMaxInt64 : sum;
}

std::int64_t saturating_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? kMaxInt64 : product;
}

/// h of the index maths: log2 of half the slots of a bucket, which is ceil(log2(10^digits)).
int half_count_magnitude_for(int digits) {
  std::uint64_t wanted = 1;
  for (int i = 0; i < digits; ++i) wanted *= 10;
  return static_cast<int>(std::bit_width(wanted - 1));
}

/// The smallest number of buckets whose slots reach past `highest`.
std::size_t bucket_count_for(const HistogramRange& range, int unit_magnitude, int half_magnitude) {
  const auto highest = static_cast<std::uint64_t>(range.highest);
  std::size_t buckets = 1;
  for (int bits = half_magnitude + 1 + unit_magnitude; bits < 63; ++bits, ++buckets) {
    if ((std::uint64_t{1} << static_cast<unsigned>(bits)) > highest) break;
  }
  return buckets;
}

}  // namespace

Histogram::Histogram(HistogramRange range)
    : range_(range),
      unit_magnitude_(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(range.lowest))) -
                      1),
      half_count_magnitude_(half_count_magnitude_for(range.significant_digits)),
      first_bucket_(((std::uint64_t{2} << static_cast<unsigned>(half_count_magnitude_)) - 1)
                    << static_cast<unsigned>(unit_magnitude_)),
      slot_count_((bucket_count_for(range, unit_magnitude_, half_count_magnitude_) + 1)
                  << static_cast<unsigned>(half_count_magnitude_)) {}

Histogram::Histogram(const Histogram& other)
    : pages_(other.pages_.size()),
      count_(other.count_),
      min_(other.min_),
      max_(other.max_),
      sum_(other.sum_),
      range_(other.range_),
      unit_magnitude_(other.unit_magnitude_),
      half_count_magnitude_(other.half_count_magnitude_),
      first_bucket_(other.first_bucket_),
      slot_count_(other.slot_count_),
      underflow_(other.underflow_),
      overflow_(other.overflow_) {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (other.pages_[i]) pages_[i] = std::make_unique<Page>(*other.pages_[i]);
  }
}

Histogram& Histogram::operator=(const Histogram& other) {
  if (this != &other) *this = Histogram(other);
  return *this;
}

void Histogram::add_to_slot(std::size_t slot, std::int64_t count) {
  if (pages_.empty()) pages_.resize((slot_count_ + kPageSlots - 1) / kPageSlots);
  std::unique_ptr<Page>& page = pages_[slot / kPageSlots];
  if (!page) page = std::make_unique<Page>();
  std::int64_t& cell = (*page)[slot % kPageSlots];
  cell = saturating_add(cell, count);
}

void Histogram::record_n(std::int64_t value, std::int64_t count) {
  if (count <= 0) return;
  if (value < 0) {
    underflow_ = saturating_add(underflow_, count);
    value = 0;
  } else if (value > range_.highest) {
    overflow_ = saturating_add(overflow_, count);
    value = range_.highest;
  }
  add_to_slot(slot_of(value), count);
  note(value, value);
  count_ = saturating_add(count_, count);
  sum_ = saturating_add(sum_, saturating_multiply(value, count));
}

void Histogram::record_slot(std::size_t slot, std::int64_t count) {
  if (count <= 0) return;
  add_to_slot(slot, count);
  // The last slot may reach beyond the range.
  const auto inside = [this](std::int64_t value) { return std::min(value, range_.highest); };
  note(inside(lowest_equivalent(slot)), inside(highest_equivalent(slot)));
  count_ = saturating_add(count_, count);
  sum_ = saturating_add(sum_, saturating_multiply(inside(middle_equivalent(slot)), count));
}

void Histogram::note(std::int64_t lowest, std::int64_t highest) {
  min_ = count_ == 0 ? lowest : std::min(min_, lowest);
  max_ = count_ == 0 ? highest : std::max(max_, highest);
}

void Histogram::merge(const Histogram& other) {
  if (other.empty()) return;
  if (!(range_ == other.range_)) {
    other.for_each([&](std::size_t slot, std::int64_t count) {
      record_n(other.lowest_equivalent(slot), count);
    });
  } else {
    // Page by page, since a worker merges dozens of these a second between two requests.
    pages_.resize(other.pages_.size());
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      if (!other.pages_[i]) continue;
      if (!pages_[i]) pages_[i] = std::make_unique<Page>();
      std::transform(pages_[i]->begin(), pages_[i]->end(), other.pages_[i]->begin(),
                     pages_[i]->begin(), saturating_add);
    }
    note(other.min_, other.max_);
    count_ = saturating_add(count_, other.count_);
    sum_ = saturating_add(sum_, other.sum_);
  }
  underflow_ = saturating_add(underflow_, other.underflow_);
  overflow_ = saturating_add(overflow_, other.overflow_);
}

double Histogram::mean() const {
  return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

double Histogram::stddev() const {
  if (count_ == 0) return 0.0;
  const auto middle = [this](std::size_t slot) {
    return static_cast<double>(middle_equivalent(slot));
  };
  // The mean of the same middles, not the exact one: a single filled bucket must give zero.
  double sum = 0.0;
  for_each([&](std::size_t slot, std::int64_t n) { sum += middle(slot) * static_cast<double>(n); });
  const double centre = sum / static_cast<double>(count_);
  double squares = 0.0;
  for_each([&](std::size_t slot, std::int64_t n) {
    const double distance = middle(slot) - centre;
    squares += distance * distance * static_cast<double>(n);
  });
  return std::sqrt(squares / static_cast<double>(count_));
}

std::int64_t Histogram::value_at(core::Percentile p) const {
  if (count_ == 0) return 0;
  if (p.percent() <= 0.0) return lowest_equivalent(slot_of(min_));
  // One ulp down, so that a product that came out a hair too large does not cost a whole rank.
  const double percent = std::nextafter(p.percent(), 0.0);
  const double rank = std::ceil(percent * static_cast<double>(count_) / 100.0);
  const bool last = rank >= static_cast<double>(count_);
  return value_at_rank(last ? count_ : std::max<std::int64_t>(1, static_cast<std::int64_t>(rank)));
}

std::int64_t Histogram::value_at_rank(std::int64_t rank) const {
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (!pages_[i]) continue;
    for (std::size_t j = 0; j < kPageSlots; ++j) {
      seen = saturating_add(seen, (*pages_[i])[j]);
      if (seen >= rank) return highest_equivalent(i * kPageSlots + j);
    }
  }
  return max();
}

std::int64_t Histogram::count_at_or_below(std::int64_t value) const {
  if (value < 0) return 0;
  const std::size_t last = slot_of(std::min(value, range_.highest));
  std::int64_t seen = 0;
  for_each([&](std::size_t slot, std::int64_t count) {
    if (slot <= last) seen = saturating_add(seen, count);
  });
  return seen;
}

std::int64_t Histogram::lowest_equivalent(std::size_t slot) const {
  const auto u = static_cast<unsigned>(unit_magnitude_);
  const auto h = static_cast<unsigned>(half_count_magnitude_);
  const std::size_t half = std::size_t{1} << h;
  const std::size_t row = slot >> h;
  const std::uint64_t sub = (slot & (half - 1)) + (row == 0 ? 0 : half);
  const std::size_t bucket = row == 0 ? 0 : row - 1;
  return static_cast<std::int64_t>(sub << (bucket + u));
}

std::int64_t Histogram::highest_equivalent(std::size_t slot) const {
  const std::size_t row = slot >> static_cast<unsigned>(half_count_magnitude_);
  const std::size_t bucket = row == 0 ? 0 : row - 1;
  const std::uint64_t width = std::uint64_t{1} << (bucket + static_cast<unsigned>(unit_magnitude_));
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(lowest_equivalent(slot)) + width - 1);
}

std::int64_t Histogram::middle_equivalent(std::size_t slot) const {
  const std::int64_t lowest = lowest_equivalent(slot);
  return lowest + (highest_equivalent(slot) - lowest + 1) / 2;
}

std::int64_t Histogram::count_in(std::size_t slot) const {
  if (pages_.empty() || slot >= slot_count_) return 0;
  const std::unique_ptr<Page>& page = pages_[slot / kPageSlots];
  return page ? (*page)[slot % kPageSlots] : 0;
}

void Histogram::for_each(const std::function<void(std::size_t, std::int64_t)>& visit) const {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (!pages_[i]) continue;
    for (std::size_t j = 0; j < kPageSlots; ++j) {
      if (const std::int64_t count = (*pages_[i])[j]; count != 0) visit(i * kPageSlots + j, count);
    }
  }
}

bool operator==(const Histogram& a, const Histogram& b) {
  const auto figures = [](const Histogram& h) {
    return std::array{h.count_, h.min(), h.max(), h.sum_, h.underflow_, h.overflow_};
  };
  if (!(a.range_ == b.range_) || figures(a) != figures(b)) return false;
  bool equal = true;
  // Equal totals: if each of a's counts is in b, b has nothing beyond them.
  a.for_each([&](std::size_t slot, std::int64_t n) { equal = equal && b.count_in(slot) == n; });
  return equal;
}

}  // namespace orbench::metrics
