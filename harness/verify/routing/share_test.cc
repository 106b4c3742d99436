#include "harness/verify/routing/share_test.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "harness/verify/routing/binomial.h"

namespace orbench::verify::routing {
namespace {

constexpr double kConfidence = 0.95;
constexpr std::int64_t kMostWorthAsking = 5000;
/// Above this share, samples that could not be judged may turn the answer.
constexpr double kMostUnknown = 0.05;

bool all_must_be_good(const ShareTerms& terms) { return terms.share >= 1; }

/// Half of what a router does that ignores the preference every other time.
double half_ignored(double alone_upper) { return (1 + alone_upper) / 2; }

double alone_upper(const Share& control, const ShareTerms& terms) {
  return terms.alone ? *terms.alone : upper_bound(control.good, control.n, kConfidence);
}

/// Above this share in the control, an effect up to the share demanded is too small to be seen.
constexpr double kMostAlone = 0.6;

bool shows_no_effect(const ShareData& data, const ShareTerms& terms) {
  const Share& control = data.control;
  if (control.n == 0 || terms.alpha_broken <= 0) return false;
  const auto good = static_cast<double>(control.good);
  if (good / static_cast<double>(control.n) >= kMostAlone) return false;
  const double alone = lower_bound(control.good, control.n, kConfidence);
  const double most = upper_bound(data.seen.good, data.seen.n, 1 - terms.alpha_broken);
  return most < (alone + terms.share) / 2;
}

/// Where an error probability of zero is left, nothing is improbable enough.
bool is_refuted(double p, double alpha) { return alpha > 0 && p <= alpha; }

void judge_broken(const ShareData& data, const ShareTerms& terms, ShareAnswer& out) {
  if (all_must_be_good(terms)) {
    if (data.seen.good == data.seen.n) return;
    out.p = 0;
    out.contested = !data.confirmed;
    if (data.confirmed) out.answer = Answer::kBroken;
  } else if (terms.effect_only) {
    if (!shows_no_effect(data, terms)) return;
    out.p = terms.alpha_broken;
    out.answer = Answer::kBroken;
  } else {
    out.p = at_most(data.seen.good, data.seen.n, terms.share);
    if (is_refuted(out.p, terms.alpha_broken)) out.answer = Answer::kBroken;
  }
}

void explain(const ShareTerms& terms, ShareAnswer& out) {
  if (1 - out.alone_upper < terms.least_unlike) {
    const double alone = out.control.n == 0 ? out.alone_upper
                                            : static_cast<double>(out.control.good) /
                                                  static_cast<double>(out.control.n);
    if (!terms.alone && (out.control.n == 0 || 1 - alone >= terms.least_unlike)) {
      out.reason = fmt::format("the control group is too small: {} samples", out.control.n);
      return;
    }
    out.discriminating = false;
    out.reason = fmt::format("left alone, the router does the same in {:.0f} %", 100 * alone);
    return;
  }
  out.needed = samples_needed(terms.share, out.alone_upper, terms.alpha_kept);
  if (!out.needed) {
    out.discriminating = false;
    out.reason = "left alone, the router does nearly the same";
  } else if (out.seen.n < *out.needed) {
    out.reason = fmt::format("too few samples: about {} would tell", *out.needed);
  } else {
    out.reason = "between kept and ignored half of the time";
  }
}

ShareAnswer judge_known(const ShareData& data, const ShareTerms& terms) {
  ShareAnswer out;
  out.seen = data.seen;
  out.control = data.control;
  out.alone_upper = alone_upper(data.control, terms);
  judge_broken(data, terms, out);
  if (out.answer == Answer::kBroken) return out;
  if (out.contested) {
    out.reason = "one source alone speaks of the bad samples";
    return out;
  }
  out.p = at_least(data.seen.good, data.seen.n, half_ignored(out.alone_upper));
  if (is_refuted(out.p, terms.alpha_kept)) {
    out.answer = Answer::kKept;
  } else {
    explain(terms, out);
  }
  return out;
}

/// The same data if every sample that could not be judged had been like this.
Answer judge_as_if(const ShareData& data, const ShareTerms& terms, bool good) {
  ShareData filled = data;
  filled.seen.n += data.unknown;
  filled.seen.good += good ? data.unknown : 0;
  filled.confirmed = true;
  return judge_known(filled, terms).answer;
}

}  // namespace

std::string_view to_string(Answer answer) {
  constexpr std::array<std::string_view, 3> kNames = {"kept", "broken", "cannot be told"};
  return kNames[static_cast<std::size_t>(answer)];
}

std::optional<std::int64_t> samples_needed(double share, double alone_upper, double alpha_kept) {
  const double ignored = half_ignored(alone_upper);
  if (share >= 1) {
    const double needed = std::ceil(std::log(alpha_kept) / std::log(ignored));
    if (!(needed <= kMostWorthAsking)) return std::nullopt;
    return static_cast<std::int64_t>(needed);
  }
  if (ignored >= share) return std::nullopt;
  constexpr std::int64_t kStep = 5;
  for (std::int64_t n = kStep; n <= kMostWorthAsking; n += kStep) {
    const auto good = static_cast<std::int64_t>(std::floor(share * static_cast<double>(n)));
    if (at_least(good, n, ignored) <= alpha_kept) return n;
  }
  return std::nullopt;
}

ShareAnswer judge_share(const ShareData& data, const ShareTerms& terms) {
  ShareAnswer out = judge_known(data, terms);
  const auto all = static_cast<double>(data.unknown + data.seen.n);
  if (out.answer == Answer::kCannotTell || data.unknown == 0 ||
      static_cast<double>(data.unknown) < kMostUnknown * all) {
    return out;
  }
  if (judge_as_if(data, terms, true) != out.answer ||
      judge_as_if(data, terms, false) != out.answer) {
    out.answer = Answer::kCannotTell;
    out.reason = fmt::format("{} samples could not be judged, and they would decide", data.unknown);
  }
  return out;
}

}  // namespace orbench::verify::routing
