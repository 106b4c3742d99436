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

/// Where all must be good, a bad sample ends it and each good one only adds: one look at the end
/// says all that earlier ones could.
std::vector<std::size_t> looks_of(std::size_t n, const ShareTerms& terms) {
  std::vector<std::size_t> looks;
  if (all_must_be_good(terms)) return {n};
  for (const std::size_t look : {25U, 50U, 100U, 200U}) {
    if (look < n) looks.push_back(look);
  }
  looks.push_back(n);
  return looks;
}

/// Above this share in the control, an effect up to the share demanded is too small to be seen.
constexpr double kMostAlone = 0.6;

bool shows_no_effect(const Share& seen, const Share& control, double part,
                     const ShareTerms& terms) {
  if (control.n == 0) return false;
  const auto good = static_cast<double>(control.good);
  if (good / static_cast<double>(control.n) >= kMostAlone) return false;
  const double alone = lower_bound(control.good, control.n, kConfidence);
  const double most = upper_bound(seen.good, seen.n, 1 - terms.alpha_broken * part);
  return most < (alone + terms.share) / 2;
}

/// The tests of one look, with its part of the error probabilities.
void test(const Share& seen, const Share& control, double part, const ShareTerms& terms,
          ShareAnswer& out) {
  out.seen = seen;
  out.control = control;
  out.alone_upper = alone_upper(control, terms);
  if (terms.effect_only) {
    if (shows_no_effect(seen, control, part, terms)) {
      out.p = terms.alpha_broken * part;
      out.answer = Answer::kBroken;
      return;
    }
  } else if (!all_must_be_good(terms)) {
    out.p = at_most(seen.good, seen.n, terms.share);
    if (out.p <= terms.alpha_broken * part) {
      out.answer = Answer::kBroken;
      return;
    }
  } else if (seen.good < seen.n) {
    return;  // told apart by the caller: a bad sample counts whenever it came
  }
  out.p = at_least(seen.good, seen.n, half_ignored(out.alone_upper));
  if (out.p <= terms.alpha_kept * part) out.answer = Answer::kKept;
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
  Share seen;
  for (const ShareStep& step : data.steps) {
    seen.n += 1;
    seen.good += step.good ? 1 : 0;
  }
  if (all_must_be_good(terms) && seen.good < seen.n) {
    test(seen, data.control, 1, terms, out);
    out.p = 0;
    out.answer = data.confirmed ? Answer::kBroken : Answer::kCannotTell;
    if (!data.confirmed) out.reason = "one source alone speaks of the bad samples";
    return out;
  }
  Share so_far;
  std::size_t taken = 0;
  for (const std::size_t look : looks_of(data.steps.size(), terms)) {
    const std::size_t before = taken;
    for (; taken < look; ++taken) {
      so_far.n += 1;
      so_far.good += data.steps[taken].good ? 1 : 0;
    }
    const bool last = look == data.steps.size();
    const Share control = last ? data.control : data.steps[look - 1].control;
    const double part =
        look == 0 ? 1 : static_cast<double>(look - before) / static_cast<double>(data.steps.size());
    test(so_far, control, part, terms, out);
    if (out.answer != Answer::kCannotTell) return out;
  }
  explain(terms, out);
  return out;
}

/// The same data if every sample that could not be judged had been like this.
Answer judge_as_if(const ShareData& data, const ShareTerms& terms, bool good) {
  ShareData filled = data;
  filled.steps.insert(filled.steps.end(), static_cast<std::size_t>(data.unknown),
                      {good, data.control});
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
  const auto all = static_cast<double>(data.unknown) + static_cast<double>(data.steps.size());
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
