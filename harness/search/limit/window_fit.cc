#include "harness/search/limit/window_fit.h"

#include <algorithm>
#include <cmath>

#include "harness/search/limit/window_evidence.h"

namespace orbench::search {
namespace {

constexpr double kExact = 1e-4;      // seconds
constexpr double kMostLengths = 60;  // that are told apart, of one amount

/// The lengths at which windows that follow each other explain the log, tried one by one.
class Trial {
 public:
  Trial(const WindowEvidence& evidence, WindowKind kind, std::int64_t amount)
      : evidence_(evidence), from_first_(kind == WindowKind::kFromFirst), amount_(amount) {}

  [[nodiscard]] Lengths of(const Lengths& within) {
    const Lengths span = evidence_.one_by_one(amount_, within, from_first_);
    if (span.none()) return {};
    finest_ = std::max(evidence_.blur(), (span.up_to - span.above) / kMostLengths);
    Lengths fit;
    if (!find(span, true, fit.above)) return {};
    find(span, false, fit.up_to);
    return fit;
  }

 private:
  /// The shortest that may be, or the longest. Parts in which none does are left out as a whole.
  bool find(const Lengths& within, bool shortest, double& found) const {
    const double wide = within.up_to - within.above;
    const double middle = within.above + wide / 2;
    if (!fits(middle, wide / 2)) return false;
    if (wide <= finest_) {
      found = shortest ? within.above : within.up_to;
      return true;
    }
    const Lengths shorter{within.above, middle};
    const Lengths longer{middle, within.up_to};
    return find(shortest ? shorter : longer, shortest, found) ||
           find(shortest ? longer : shorter, shortest, found);
  }
  [[nodiscard]] bool fits(double length, double wrong) const {
    const double blur = evidence_.blur();
    if (from_first_) return !evidence_.open_from_first(amount_, length, blur + wrong).empty();
    const double turns = 1 + evidence_.end() / 2 / std::max(length - wrong, kExact);
    return evidence_.fits_fixed(amount_, length, blur + wrong * turns);
  }

  const WindowEvidence& evidence_;
  bool from_first_;
  std::int64_t amount_;
  double finest_ = 0;  // where they are no longer told apart
};

void include(std::optional<WindowFit>& fit, std::int64_t amount, const Lengths& lengths) {
  const core::Duration shortest = core::from_seconds(std::max(lengths.above, 0.0));
  const core::Duration longest = core::from_seconds(lengths.up_to);
  if (!fit) fit = WindowFit{amount, amount, shortest, longest};
  fit->most = amount;
  fit->shortest = std::min(fit->shortest, shortest);
  fit->longest = std::max(fit->longest, longest);
}

/// Every length in question, of windows that hold so many.
Lengths lengths_of(const WindowTerms& terms, std::int64_t amount) {
  Lengths within{core::to_seconds(terms.shortest), core::to_seconds(terms.longest)};
  const auto requests = static_cast<double>(amount);
  if (terms.fastest > 0) within.above = std::max(within.above, requests / terms.fastest);
  if (terms.slowest > 0) within.up_to = std::min(within.up_to, requests / terms.slowest);
  return within;
}

}  // namespace

std::optional<WindowFit> fit_window(const RequestLog& log, const WindowTerms& terms) {
  const bool counts_refused = terms.kind == WindowKind::kSlidingCountsRefused;
  const bool slides = counts_refused || terms.kind == WindowKind::kSliding;
  const WindowEvidence evidence(log, counts_refused, terms.blur);
  std::optional<WindowFit> fit;
  const auto try_out = [&](std::int64_t amount, const Lengths& within) {
    if (within.none()) return;
    const Lengths lengths =
        slides ? evidence.sliding(amount, within) : Trial(evidence, terms.kind, amount).of(within);
    if (!lengths.none()) include(fit, amount, lengths);
  };
  const std::int64_t most =
      terms.amount > 0 ? std::min(terms.amount, evidence.most()) : evidence.most();
  for (std::int64_t amount = std::max<std::int64_t>(terms.amount, 1); amount <= most; ++amount) {
    const Lengths within = lengths_of(terms, amount);
    if (!terms.whole_seconds) {
      try_out(amount, within);
      continue;
    }
    const auto last = static_cast<std::int64_t>(std::floor(within.up_to));
    for (auto second = static_cast<std::int64_t>(std::ceil(within.above)); second <= last;
         ++second) {
      const auto length = static_cast<double>(second);
      try_out(amount, {length - kExact, length + kExact});
    }
  }
  return fit;
}

}  // namespace orbench::search
