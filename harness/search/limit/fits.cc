#include "harness/search/limit/fits.h"

#include <algorithm>
#include <cmath>

namespace orbench::search {
namespace {

constexpr double kLeastAround = 0.02;  // of a rate that was found
constexpr double kAround = 0.02;       // of a window on the grid
constexpr double kHinted = 1.2;        // requests by the time that a hint names
constexpr std::int64_t kFew = 40;
constexpr double kLikeBucket = 2;  // a window taken for a bucket gave so much more or less

core::Duration scaled(core::Duration length, double by) {
  return core::from_seconds(by * core::to_seconds(length));
}

BucketTerms terms_of(const Hunt& hunt, bool counts_refused) {
  BucketTerms terms;
  terms.counts_refused = counts_refused;
  terms.asked = hunt.ramp_rate;
  terms.jitter = hunt.log.jitter();
  return terms;
}

/// Those that may have been taken for the window.
std::optional<BucketFit> buckets_like(const Hunt& hunt, const WindowFinding& window,
                                      bool counts_refused) {
  BucketTerms terms = terms_of(hunt, counts_refused);
  // A bucket would have named the instant when the next request flows in.
  if (window.declared && window.wait > core::Duration{0}) {
    terms.fastest = kHinted / core::to_seconds(window.wait);
  }
  return fit_bucket(hunt.log, terms);
}

WindowTerms terms_of(const Hunt& hunt, WindowKind kind) {
  const std::vector<Asked>& entries = hunt.log.entries();
  WindowTerms terms;
  terms.kind = kind;
  terms.blur = 2 * hunt.slack();
  terms.longest = entries.back().sent - entries.front().sent + terms.blur;
  return terms;
}

/// Windows with about the bucket's rate: it was kept empty.
std::optional<WindowFit> windows_like(const Hunt& hunt, const BucketFinding& bucket,
                                      WindowKind kind) {
  WindowTerms terms = terms_of(hunt, kind);
  terms.slowest = bucket.rate / kLikeBucket;
  terms.fastest = bucket.rate * kLikeBucket;
  // Some window of a fraction of a second is like any bucket.
  terms.whole_seconds = true;
  return fit_window(hunt.log, terms);
}

/// What was seen of its ends means another length for each way to count.
std::optional<WindowFit> windows_about(const Hunt& hunt, const WindowFinding& found,
                                       WindowKind kind) {
  WindowTerms terms = terms_of(hunt, kind);
  // What is shorter than was expected may have begun anew while it was counted, and a few may have
  // been in another window.
  const bool is_short = found.longest < hunt.terms.grid;
  if ((found.whole && !is_short) || found.amount > kFew) terms.amount = found.amount;
  const double around = found.on_grid && !found.declared ? kAround : 0;
  terms.shortest = scaled(found.shortest, 1 - around) - terms.blur;
  terms.longest = scaled(found.longest, 1 + around) + terms.blur;
  if (is_short) terms.shortest = core::Duration{0};
  if (kind == WindowKind::kFixed) terms.longest += found.earlier;
  if (kind == WindowKind::kSlidingCountsRefused) {
    terms.shortest = std::min(terms.shortest, found.shortest_counting - terms.blur);
  }
  return fit_window(hunt.log, terms);
}

/// Fixed windows end at every instant that a hint named: lengths that do not agree with that are
/// taken from the fit. Nothing is left where none does.
void heed_hints(const Hunt& hunt, std::optional<WindowFit>& fixed) {
  if (!fixed || hunt.believed() == nullptr) return;
  constexpr int kTries = 400;
  const double shortest = core::to_seconds(fixed->shortest);
  const double step = (core::to_seconds(fixed->longest) - shortest) / kTries;
  const auto agrees = [&](double length) {
    return std::all_of(hunt.hints.begin(), hunt.hints.end(), [&](const Hint& hint) {
      const double apart = core::to_seconds(hunt.hint->opens_at - hint.opens_at);
      const double turns = std::round(apart / length);
      const double wrong = std::abs(turns) * step / 2;  // what lies between two tries
      return std::abs(apart - turns * length) <=
             wrong + core::to_seconds(hint.error + hunt.hint->error + 2 * hunt.slack());
    });
  };
  std::optional<WindowFit> left;
  for (int i = 0; i <= kTries; ++i) {
    const core::Duration length = core::from_seconds(shortest + i * step);
    if (length <= core::Duration{0} || !agrees(core::to_seconds(length))) continue;
    if (!left) left = WindowFit{fixed->fewest, fixed->most, length, length};
    left->longest = length;
  }
  fixed = left;
}

/// Windows are expected to last as long as the grid, or several times that: where some way to count
/// allows that, those that do not are dropped.
void prefer_grid(const Hunt& hunt, Fits& fits) {
  const auto slots = {&fits.fixed, &fits.from_first, &fits.sliding, &fits.sliding_counting};
  const auto allows = [&](const std::optional<WindowFit>* fit) {
    return *fit && hunt.terms.grid_length_in((*fit)->shortest, (*fit)->longest);
  };
  if (std::none_of(slots.begin(), slots.end(), allows)) return;
  for (auto* const fit : slots) {
    if (!allows(fit)) fit->reset();
  }
}

template <typename Fit>
void fit_windows(const Fit& fit, Fits& fits) {
  fits.fixed = fit(WindowKind::kFixed);
  fits.from_first = fit(WindowKind::kFromFirst);
  fits.sliding = fit(WindowKind::kSliding);
  fits.sliding_counting = fit(WindowKind::kSlidingCountsRefused);
}

void fit_any_windows(const Hunt& hunt, Fits& fits) {
  fit_windows([&](WindowKind kind) { return fit_window(hunt.log, terms_of(hunt, kind)); }, fits);
}

/// One far faster than the ramp, of which a few refusals of requests that came together look as if
/// what it refuses emptied it.
std::optional<BucketFit> plain_bucket(const Hunt& hunt) {
  BucketTerms terms = terms_of(hunt, false);
  terms.fastest = std::max(hunt.terms.to, hunt.ramp_rate);
  return fit_bucket(hunt.log, terms);
}

}  // namespace

std::optional<BucketFit> buckets_about(const Hunt& hunt, const BucketFinding& found,
                                       bool counts_refused) {
  BucketTerms terms;
  terms.counts_refused = counts_refused;
  terms.jitter = hunt.log.jitter();
  terms.asked = std::max(hunt.ramp_rate, 3 * found.rate);
  const double around = std::max(kLeastAround * found.rate, 2 * found.rate_error);
  terms.slowest = found.rate - around;
  terms.fastest = found.rate + around;
  return fit_bucket(hunt.log, terms);
}

Fits fits_of(const Hunt& hunt) {
  Fits fits;
  if (hunt.log.entries().empty()) return fits;
  if (hunt.bucket) {
    const BucketFinding& found = *hunt.bucket;
    fits.bucket = buckets_about(hunt, found, false);
    fits.bucket_counting = buckets_about(hunt, found, true);
    fit_windows([&](WindowKind kind) { return windows_like(hunt, found, kind); }, fits);
    if (found.counts_refused && !fits.any_window() && !fits.any_bucket()) {
      fits.bucket = plain_bucket(hunt);
    }
  } else if (hunt.window) {
    const WindowFinding& found = *hunt.window;
    fits.bucket = buckets_like(hunt, found, false);
    fits.bucket_counting = buckets_like(hunt, found, true);
    fit_windows([&](WindowKind kind) { return windows_about(hunt, found, kind); }, fits);
    if (found.declared && (fits.from_first || fits.any_sliding())) heed_hints(hunt, fits.fixed);
    // A hint that names a mark of the grid speaks for it as what was seen does.
    if (!found.declared || found.on_grid) prefer_grid(hunt, fits);
    if (fits.any_window() || fits.any_bucket()) return fits;
    fit_any_windows(hunt, fits);
  }
  return fits;
}

double fastest_bucket(const Hunt& hunt) {
  double fastest = 0;
  for (const bool counts_refused : {false, true}) {
    const auto fit = fit_bucket(hunt.log, terms_of(hunt, counts_refused));
    if (fit) fastest = std::max(fastest, fit->fastest);
  }
  return fastest;
}

Fits fits_of_anything(const Hunt& hunt) {
  Fits fits;
  if (hunt.log.entries().empty()) return fits;
  fits.bucket = fit_bucket(hunt.log, terms_of(hunt, false));
  fits.bucket_counting = fit_bucket(hunt.log, terms_of(hunt, true));
  fit_any_windows(hunt, fits);
  return fits;
}

}  // namespace orbench::search
