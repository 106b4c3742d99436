#include "harness/search/limit/verdict.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "harness/search/limit/bucket_fit.h"
#include "harness/search/limit/replay.h"
#include "harness/search/limit/window_fit.h"

namespace orbench::search {
namespace {

constexpr std::int64_t kManyContradict = 50;  // one in so many
constexpr double kLeastAround = 0.02;         // of a rate that was found
constexpr double kAround = 0.02;              // of a window, which is known less well
constexpr double kHinted = 1.2;               // requests by the time that a hint names
constexpr std::int64_t kLead = 2;             // times fewer contradictions tell
constexpr const char* kCannotTell = "fixed or sliding: cannot be told";
constexpr const char* kCountsRefused = ", refused requests count";

/// Everything that explains the whole log.
struct Fits {
  std::optional<BucketFit> bucket;
  std::optional<BucketFit> bucket_counting;
  std::optional<WindowFit> fixed;
  std::optional<WindowFit> from_first;
  std::optional<WindowFit> sliding;
  std::optional<WindowFit> sliding_counting;

  [[nodiscard]] bool any_bucket() const { return bucket || bucket_counting; }
  [[nodiscard]] bool any_fixed() const { return fixed || from_first; }
  [[nodiscard]] bool any_sliding() const { return sliding || sliding_counting; }
  [[nodiscard]] bool any_window() const { return any_fixed() || any_sliding(); }
};

core::Duration scaled(core::Duration length, double by) {
  return core::from_seconds(by * core::to_seconds(length));
}

std::optional<BucketFit> bucket_of(const Hunt& hunt, const std::optional<BucketFinding>& about,
                                   bool counts_refused) {
  BucketTerms terms;
  terms.counts_refused = counts_refused;
  terms.asked = hunt.ramp_rate;
  terms.jitter = hunt.log.jitter();
  if (about) {
    const double around = std::max(kLeastAround * about->rate, 2 * about->rate_error);
    terms.slowest = about->rate - around;
    terms.fastest = about->rate + around;
    terms.asked = std::max(terms.asked, 3 * about->rate);
  } else if (hunt.window->declared && hunt.window->wait > core::Duration{0}) {
    // A bucket would have named the instant when the next request flows in.
    terms.fastest = kHinted / core::to_seconds(hunt.window->wait);
  }
  return fit_bucket(hunt.log, terms);
}

/// About as long as what was found, or, where a bucket was, with about its rate: it was kept empty.
std::optional<WindowFit> window_of(const Hunt& hunt, WindowKind kind, bool as_found) {
  const std::vector<Asked>& entries = hunt.log.entries();
  WindowTerms terms;
  terms.kind = kind;
  terms.blur = 2 * hunt.slack();
  terms.longest = entries.back().sent - entries.front().sent + terms.blur;
  if (hunt.bucket) {
    terms.slowest = hunt.bucket->rate / (1 + kAround);
    terms.fastest = hunt.bucket->rate * (1 + kAround);
    // Some window of a fraction of a second is like any bucket.
    terms.whole_seconds = true;
  } else if (as_found) {
    terms.amount = hunt.window->amount;
    const double around = hunt.window->declared ? 0 : kAround;
    terms.shortest = scaled(hunt.window->shortest, 1 - around) - terms.blur;
    terms.longest = scaled(hunt.window->longest, 1 + around) + terms.blur;
  }
  return fit_window(hunt.log, terms);
}

void fit_windows(const Hunt& hunt, bool as_found, Fits& fits) {
  fits.fixed = window_of(hunt, WindowKind::kFixed, as_found);
  fits.from_first = window_of(hunt, WindowKind::kFromFirst, as_found);
  fits.sliding = window_of(hunt, WindowKind::kSliding, as_found);
  fits.sliding_counting = window_of(hunt, WindowKind::kSlidingCountsRefused, as_found);
}

Fits fits_of(const Hunt& hunt) {
  Fits fits;
  if (hunt.log.entries().empty()) return fits;
  fits.bucket = bucket_of(hunt, hunt.bucket, false);
  fits.bucket_counting = bucket_of(hunt, hunt.bucket, true);
  fit_windows(hunt, true, fits);
  if (hunt.window && !fits.any_window() && !fits.any_bucket()) fit_windows(hunt, false, fits);
  return fits;
}

void tell_contradictions(Hunt& hunt, std::int64_t count, Verdict& verdict) {
  const auto of = static_cast<std::int64_t>(hunt.log.entries().size());
  verdict.notes.push_back(fmt::format(
      "{} of {} requests contradict the model: something else may limit them too", count, of));
  // A few lie on the edge of what the clocks can tell; many mean that none of the models fits.
  if (count > of / kManyContradict && hunt.status == results::SearchStatus::kFound) {
    hunt.status = results::SearchStatus::kUndecided;
    verdict.remark = "no model fits what was seen";
  }
}

bool is_sliding(const ModelFit& fit) { return fit.name.starts_with("sliding"); }

/// With the figures that were found, by the fewest contradictions.
Verdict by_replay(Hunt& hunt) {
  Verdict verdict;
  const std::vector<ModelFit> fits = replay_models(hunt);
  if (fits.empty()) return verdict;
  const auto best = std::min_element(
      fits.begin(), fits.end(),
      [](const ModelFit& a, const ModelFit& b) { return a.contradictions < b.contradictions; });
  verdict.model = best->name;
  if (best->counts_refused) verdict.model += kCountsRefused;
  if (best->contradictions > 0) tell_contradictions(hunt, best->contradictions, verdict);
  for (const ModelFit& fit : fits) {
    if (&fit == &*best || fit.contradictions > kLead * best->contradictions) continue;
    if (fit.name == best->name) continue;  // the same but for what is done with the refused
    if (is_sliding(fit) != is_sliding(*best)) {
      verdict.model = "fixed or sliding window";
      verdict.remark = kCannotTell;
    }
    verdict.notes.push_back(fmt::format("the log cannot tell it from a {}", fit.name));
  }
  return verdict;
}

/// The figures of a window, where those that were found are not what the log allows.
void correct(WindowFinding& found, const WindowFit& fit) {
  if (found.amount < fit.fewest || found.amount > fit.most) found.amount = fit.most;
  if (found.shortest >= fit.shortest && found.longest <= fit.longest) return;
  found.shortest = std::max(found.shortest, fit.shortest);
  found.longest = std::min(found.longest, fit.longest);
  if (found.shortest <= found.longest) return;
  found.shortest = fit.shortest;
  found.longest = fit.longest;
}

BucketFinding finding_of(const BucketFit& fit, bool counts_refused) {
  BucketFinding found;
  found.rate = (fit.slowest + fit.fastest) / 2;
  found.rate_error = (fit.fastest - fit.slowest) / 2;
  found.size = std::isinf(fit.largest) ? fit.smallest : (fit.smallest + fit.largest) / 2;
  found.size_error = found.size - fit.smallest;
  found.counts_refused = counts_refused;
  return found;
}

/// The one that agrees with the length that was found, or else the first.
const WindowFit& best_window(const Hunt& hunt, const Fits& fits) {
  const WindowFit* best = nullptr;
  for (const auto* const fit :
       {&fits.fixed, &fits.from_first, &fits.sliding, &fits.sliding_counting}) {
    if (!*fit) continue;
    if (best == nullptr) best = &**fit;
    if (!hunt.window) continue;
    const core::Duration found = (hunt.window->shortest + hunt.window->longest) / 2;
    if (found >= (*fit)->shortest && found <= (*fit)->longest) return **fit;
  }
  return *best;
}

/// What the phases took for something else.
void adopt(Hunt& hunt, const Fits& fits) {
  if (fits.any_window() && !hunt.window) {
    const WindowFit& fit = best_window(hunt, fits);
    WindowFinding found;
    found.amount = fit.most;
    found.shortest = fit.shortest;
    found.longest = fit.longest;
    found.sliding = !fits.any_fixed();
    hunt.window = found;
  }
  if (fits.any_bucket() && !hunt.bucket) {
    hunt.bucket = finding_of(fits.bucket ? *fits.bucket : *fits.bucket_counting, !fits.bucket);
  }
  if (!fits.any_window()) hunt.window.reset();
  if (!fits.any_bucket()) hunt.bucket.reset();
}

std::string window_name(const Hunt& hunt, const Fits& fits) {
  if (fits.any_fixed() && fits.any_sliding()) return "fixed or sliding window";
  if (!fits.any_fixed()) {
    return std::string("sliding window") + (fits.sliding ? "" : kCountsRefused);
  }
  if (!fits.fixed) return "fixed window from its first request";
  return hunt.window->on_grid && !fits.from_first ? "fixed window on the grid" : "fixed window";
}

std::string describe(const char* name, const WindowFit& fit) {
  const std::string amount = fit.fewest == fit.most ? fmt::format("{}", fit.most)
                                                    : fmt::format("{} to {}", fit.fewest, fit.most);
  return fmt::format("as a {}: {} requests in {:.4g} to {:.4g} s", name, amount,
                     core::to_seconds(fit.shortest), core::to_seconds(fit.longest));
}

/// The figures of everything that it may be.
void tell_all(const Fits& fits, Verdict& verdict) {
  if (fits.fixed) verdict.notes.push_back(describe("fixed window", *fits.fixed));
  if (fits.from_first) {
    verdict.notes.push_back(describe("window from its first request", *fits.from_first));
  }
  if (fits.any_sliding()) {
    verdict.notes.push_back(
        describe("sliding window", fits.sliding ? *fits.sliding : *fits.sliding_counting));
  }
  if (fits.any_bucket()) {
    const BucketFit& fit = fits.bucket ? *fits.bucket : *fits.bucket_counting;
    verdict.notes.push_back(fmt::format("as a bucket: {:.4g} to {:.4g} a second, bursts of {:.1f}",
                                        fit.slowest, fit.fastest, fit.smallest));
  }
}

/// Every way to count that is left, and what tells them apart in the findings.
std::string name(Hunt& hunt, const Fits& fits) {
  std::string model;
  if (hunt.bucket) {
    bool& counts = hunt.bucket->counts_refused;
    counts = fits.bucket ? counts && fits.bucket_counting : true;
    model = counts ? std::string("bucket") + kCountsRefused : "bucket";
  }
  if (!hunt.window) return model;
  hunt.window->sliding = !fits.any_fixed();
  correct(*hunt.window, best_window(hunt, fits));
  return model + (hunt.bucket ? " or " : "") + window_name(hunt, fits);
}

}  // namespace

bool may_count_refused(const Hunt& hunt, const BucketFinding& found) {
  BucketFinding about = found;
  constexpr double kRoughly = 0.05;
  about.rate_error = std::max(found.rate_error, kRoughly * found.rate);
  return bucket_of(hunt, about, true) || !bucket_of(hunt, about, false);
}

bool may_slide_or_not(const Hunt& hunt) {
  const Fits fits = fits_of(hunt);
  return fits.any_fixed() && fits.any_sliding();
}

Verdict judge(Hunt& hunt) {
  Verdict verdict;
  if (!hunt.bucket && !hunt.window) return verdict;
  const Fits fits = fits_of(hunt);
  if (!fits.any_bucket() && !fits.any_window()) return by_replay(hunt);
  const std::optional<WindowFinding> window = hunt.window;
  const bool was_found = hunt.bucket ? fits.any_bucket() : fits.any_window();
  adopt(hunt, fits);
  verdict.model = name(hunt, fits);
  const bool both = fits.any_fixed() && fits.any_sliding();
  if (both) verdict.remark = kCannotTell;
  if (hunt.bucket && hunt.window) {
    verdict.remark = "which of them cannot be told";
  }
  if (!verdict.remark.empty()) tell_all(fits, verdict);
  // What was taken for something else was never looked at closely.
  const bool was_counted = !window || !hunt.window || window->amount == hunt.window->amount;
  if (!was_found || !was_counted) verdict.remark = "which was not looked at closely";
  if (!verdict.remark.empty() && verdict.remark != kCannotTell) {
    hunt.status = results::SearchStatus::kUndecided;
  }
  return verdict;
}

}  // namespace orbench::search
