#include "harness/verify/routing/paired_errors.h"

#include <fmt/format.h>

#include "harness/verify/routing/binomial.h"

namespace orbench::verify::routing {
namespace {

using core::Outcome;

/// Neither an answer nor an error of the service: it says nothing.
bool says_nothing(const metrics::Sample& sample) {
  return sample.cached || sample.outcome == Outcome::kRateLimited ||
         sample.outcome == Outcome::kNotSent || sample.outcome == Outcome::kCancelled;
}

}  // namespace

void PairedErrors::observe(const Trial& trial, const Place& place) {
  const bool control = place.arm == Arm::kControl;
  if (trial.fate == Fate::kRefused) {
    (control ? refused_without_ : refused_) += 1;
    if (!control) refusals_.add(0, *trial.sample);
    return;
  }
  if (says_nothing(*trial.sample)) return;
  Pair& pair = pairs_[{place.round, place.turn}];
  Mark& mark = control ? pair.without : pair.with;
  if (mark != Mark::kAbsent) return;  // a round holds more of one arm than of the other
  const bool error = trial.sample->outcome != Outcome::kOk;
  mark = error ? Mark::kError : Mark::kFine;
  if (error && !control) errors_.add(0, *trial.sample);
}

PairedErrors::Result PairedErrors::judge(double alpha) const {
  Result result;
  if (refused_ > 0 && refused_without_ == 0) {
    result.broken = refused_ > 1;
    result.evidence = refusals_.ids();
    result.note = fmt::format("{} requests were refused for want of an endpoint{}", refused_,
                              result.broken ? "" : ", which one alone does not prove");
    return result;
  }
  std::int64_t with = 0;
  std::int64_t without = 0;
  for (const auto& [at, pair] : pairs_) {
    if (pair.with == Mark::kAbsent || pair.without == Mark::kAbsent) continue;
    const bool failed_with = pair.with == Mark::kError;
    const bool failed_without = pair.without == Mark::kError;
    with += failed_with && !failed_without ? 1 : 0;
    without += failed_without && !failed_with ? 1 : 0;
  }
  const double p = at_least(with, with + without, 0.5);
  if (alpha <= 0 || p > alpha) return result;
  result.broken = true;
  result.evidence = errors_.ids();
  result.note = fmt::format("{} pairs failed only with the preference, {} only without: p {:.2g}",
                            with, without, p);
  return result;
}

}  // namespace orbench::verify::routing
