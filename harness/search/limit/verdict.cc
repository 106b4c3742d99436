#include "harness/search/limit/verdict.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "harness/search/limit/fits.h"
#include "harness/search/limit/replay.h"

namespace orbench::search {
namespace {

constexpr std::int64_t kManyContradict = 50;  // one in so many
constexpr double kAround = 0.02;              // of a length
constexpr std::int64_t kLead = 2;             // times fewer contradictions tell
constexpr const char* kCannotTell = "fixed or sliding: cannot be told";
constexpr const char* kNotLookedAt = "which was not looked at closely";
constexpr const char* kCountsRefused = ", refused requests count";

core::Duration scaled(core::Duration length, double by) {
  return core::from_seconds(by * core::to_seconds(length));
}

void leave_open(Hunt& hunt, const char* why, Verdict& verdict) {
  verdict.remark = why;
  if (hunt.status == results::SearchStatus::kFound) {
    hunt.status = results::SearchStatus::kUndecided;
  }
}

void tell_contradictions(Hunt& hunt, std::int64_t count, Verdict& verdict) {
  const auto of = static_cast<std::int64_t>(hunt.log.entries().size());
  verdict.notes.push_back(fmt::format(
      "{} of {} requests contradict the model: something else may limit them too", count, of));
  // A few lie on the edge of what the clocks can tell; many mean that none of the models fits.
  if (count > of / kManyContradict) leave_open(hunt, "no model fits what was seen", verdict);
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
  if (hunt.bucket && best->counts_refused != hunt.bucket->counts_refused) {
    leave_open(hunt, kNotLookedAt, verdict);
  }
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

/// The lengths of every window that may be, and the amount of the best of them.
void correct(WindowFinding& found, const WindowFit& best, const Fits& fits) {
  if (found.amount < best.fewest || found.amount > best.most) found.amount = best.most;
  core::Duration shortest = best.shortest;
  core::Duration longest = best.longest;
  for (const auto* const fit :
       {&fits.fixed, &fits.from_first, &fits.sliding, &fits.sliding_counting}) {
    if (!*fit) continue;
    shortest = std::min(shortest, (*fit)->shortest);
    longest = std::max(longest, (*fit)->longest);
  }
  found.shortest = shortest;
  found.longest = longest;
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

/// The one that agrees with the length that was found, or else the first; null where none fits.
const WindowFit* best_window(const Hunt& hunt, const Fits& fits) {
  const WindowFit* best = nullptr;
  for (const auto* const fit :
       {&fits.fixed, &fits.from_first, &fits.sliding, &fits.sliding_counting}) {
    if (!*fit) continue;
    if (best == nullptr) best = &**fit;
    if (!hunt.window) continue;
    const core::Duration found = (hunt.window->shortest + hunt.window->longest) / 2;
    if (found >= (*fit)->shortest && found <= (*fit)->longest) return &**fit;
  }
  return best;
}

/// Windows of several amounts may be it, or of lengths that are far apart.
bool is_vague(const WindowFinding& found, const Fits& fits) {
  constexpr double kFarApart = 1.25;
  for (const auto* const fit :
       {&fits.fixed, &fits.from_first, &fits.sliding, &fits.sliding_counting}) {
    if (*fit && ((*fit)->fewest != found.amount || (*fit)->most != found.amount)) return true;
  }
  return core::to_seconds(found.longest) > kFarApart * core::to_seconds(found.shortest);
}

/// What was counted is what is told.
bool agree(const WindowFinding& counted, const WindowFinding& told) {
  return counted.amount == told.amount && scaled(counted.shortest, 1 - kAround) <= told.longest &&
         told.shortest <= scaled(counted.longest, 1 + kAround);
}

/// What the phases took for something else.
void adopt(Hunt& hunt, const Fits& fits) {
  const WindowFit* const fit = best_window(hunt, fits);
  if (fit != nullptr && !hunt.window) {
    WindowFinding found;
    found.amount = fit->most;
    found.shortest = fit->shortest;
    found.longest = fit->longest;
    found.sliding = !fits.any_fixed();
    hunt.window = found;
  }
  if (fits.any_bucket() && !hunt.bucket) {
    hunt.bucket = finding_of(fits.bucket ? *fits.bucket : *fits.bucket_counting, !fits.bucket);
  }
  if (fit == nullptr) hunt.window.reset();
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
  if (const WindowFit* const best = best_window(hunt, fits)) correct(*hunt.window, *best, fits);
  return model + (hunt.bucket ? " or " : "") + window_name(hunt, fits);
}

/// What was taken for something else was never looked at closely.
bool was_looked_at(const Hunt& told, const Fits& fits, const std::optional<BucketFinding>& bucket,
                   const std::optional<WindowFinding>& window) {
  // A rate may have been found by what refused requests take.
  if (bucket) return bucket->counts_refused ? fits.bucket_counting.has_value() : fits.any_bucket();
  return !window || (told.window && agree(*window, *told.window));
}

/// Why what explains the log is no verdict; null if it is one.
const char* doubt(const Hunt& told, const Fits& fits, const std::optional<BucketFinding>& bucket,
                  const std::optional<WindowFinding>& window) {
  if (told.bucket && told.bucket->loses) return "its rate may be lost in the jitter";
  if (!was_looked_at(told, fits, bucket, window)) return kNotLookedAt;
  if (told.bucket && told.window) return "which of them cannot be told";
  if (told.window && is_vague(*told.window, fits)) return "its figures cannot be told";
  return nullptr;
}

}  // namespace

bool may_count_refused(const Hunt& hunt, const BucketFinding& found) {
  BucketFinding about = found;
  constexpr double kRoughly = 0.05;
  about.rate_error = std::max(found.rate_error, kRoughly * found.rate);
  return buckets_about(hunt, about, true) || !buckets_about(hunt, about, false);
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
  const std::optional<BucketFinding> bucket = hunt.bucket;
  const std::optional<WindowFinding> window = hunt.window;
  adopt(hunt, fits);
  verdict.model = name(hunt, fits);
  if (fits.any_fixed() && fits.any_sliding()) verdict.remark = kCannotTell;
  if (const char* const why = doubt(hunt, fits, bucket, window)) leave_open(hunt, why, verdict);
  if (!verdict.remark.empty()) tell_all(fits, verdict);
  return verdict;
}

}  // namespace orbench::search
