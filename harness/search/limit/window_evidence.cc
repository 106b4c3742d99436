#include "harness/search/limit/window_evidence.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "harness/search/limit/window_phases.h"

namespace orbench::search {
namespace {

// States of a hypothesis that are followed at once; where there are more, nothing is contradicted.
constexpr std::size_t kMostBegins = 32;

std::int64_t rank(const std::vector<double>& sorted, double at) {
  return std::lower_bound(sorted.begin(), sorted.end(), at) - sorted.begin();
}

}  // namespace

WindowEvidence::WindowEvidence(const RequestLog& log, bool counts_refused, core::Duration blur)
    : blur_(core::to_seconds(blur)), most_(std::numeric_limits<std::int64_t>::max()) {
  const std::vector<Asked>& entries = log.entries();
  const auto since_first = [&](const Asked& asked) {
    return core::to_seconds(asked.sent - entries.front().sent);
  };
  for (const Asked& asked : entries) {
    if (asked.accepted || counts_refused) counted_.push_back(since_first(asked));
  }
  std::size_t before_refusal = 0;
  for (const Asked& asked : entries) {
    Seen seen{since_first(asked), asked.accepted, 0, 0};
    const std::int64_t itself = asked.accepted || counts_refused ? 1 : 0;
    seen.surely = rank(counted_, seen.at - blur_);
    seen.perhaps = rank(counted_, seen.at + blur_) - itself;
    answers_.push_back(seen);
    (asked.accepted ? passed_ : refused_).push_back(seen);
    if (refused_.empty()) before_refusal = passed_.size();
    if (!asked.accepted) most_ = std::min(most_, seen.perhaps);
  }
  if (refused_.empty()) most_ = 0;
  std::rotate(passed_.begin(), passed_.begin() + static_cast<std::ptrdiff_t>(before_refusal),
              passed_.end());
  std::stable_sort(answers_.begin(), answers_.end(), [this](const Seen& a, const Seen& b) {
    return a.at + (a.accepted ? 0 : blur_) < b.at + (b.accepted ? 0 : blur_);
  });
}

Lengths WindowEvidence::sliding(std::int64_t amount, Lengths within) const {
  for (const Seen& seen : refused_) {
    if (seen.perhaps < amount) return {};
    within.above = std::max(within.above, seen.at - began(seen.perhaps, amount) - blur_);
  }
  for (const Seen& seen : passed_) {
    if (within.none()) break;
    if (seen.surely < amount) continue;
    within.up_to = std::min(within.up_to, seen.at - began(seen.surely, amount) + blur_);
  }
  return within;
}

Lengths WindowEvidence::one_by_one(std::int64_t amount, Lengths within, bool from_first) const {
  for (const Seen& seen : refused_) {
    if (seen.perhaps < amount) return {};
    // The window held exactly the last requests before the refusal, ...
    within.above = std::max(within.above, seen.at - began(seen.perhaps, amount) - blur_);
    // ... and the next that passed lies in another.
    if (seen.perhaps >= static_cast<std::int64_t>(counted_.size())) continue;
    const double next = counted_[static_cast<std::size_t>(seen.perhaps)];
    const std::int64_t first = seen.surely - amount - (from_first ? 0 : 1);
    if (first < 0 && !from_first) continue;
    const double begin = counted_[static_cast<std::size_t>(std::max<std::int64_t>(first, 0))];
    within.up_to = std::min(within.up_to, next - begin + blur_);
    if (within.none()) return within;
  }
  // So many in a row lie in three windows or more, so one of them begins and ends meanwhile.
  for (std::size_t last = 2 * static_cast<std::size_t>(amount); last < counted_.size(); ++last) {
    const double begin = counted_[last - 2 * static_cast<std::size_t>(amount)];
    within.up_to = std::min(within.up_to, counted_[last] - begin + blur_);
  }
  return within;
}

std::vector<double> WindowEvidence::open_from_first(std::int64_t amount, double length,
                                                    double fuzz) const {
  std::vector<std::int64_t> begins{0};  // of the window that is open, as far as can be told
  std::vector<std::int64_t> next;
  std::int64_t index = 0;
  const auto age_of = [&](const Seen& seen, std::int64_t begin) {
    return seen.at - counted_[static_cast<std::size_t>(begin)];
  };
  for (const Seen& seen : answers_) {
    next.clear();
    std::copy_if(begins.begin(), begins.end(), std::back_inserter(next), [&](std::int64_t begin) {
      const double age = age_of(seen, begin);
      const bool may_be_open = age < length + fuzz;
      if (seen.accepted) return may_be_open && index - begin < amount;
      // One that was refused about when a window began met the last one.
      return age < fuzz || (may_be_open && seen.perhaps - begin >= amount);
    });
    const bool may_begin = seen.accepted && std::any_of(begins.begin(), begins.end(), [&](auto at) {
                             return age_of(seen, at) >= length - fuzz;
                           });
    if (may_begin) next.push_back(index);
    begins.swap(next);
    if (begins.empty() || begins.size() > kMostBegins) break;
    if (seen.accepted) ++index;
  }
  std::vector<double> instants;
  for (const std::int64_t begin : begins) {
    instants.push_back(counted_[static_cast<std::size_t>(begin)]);
  }
  return instants;
}

bool WindowEvidence::fits_fixed(std::int64_t amount, double length, double fuzz) const {
  WindowPhases phases(length);
  const double middle = end() / 2;  // lengths are a little wrong, which adds up from here
  const auto begins_between = [&](double from, double to) {
    if (to - from + 2 * fuzz >= length) return;
    phases.exclude(to + fuzz - middle, from - fuzz + length - middle);
  };
  for (const Seen& seen : refused_) {
    const double from = began(seen.perhaps, amount);
    phases.exclude(from + fuzz - middle, seen.at - fuzz - middle);
    if (seen.surely <= amount) continue;
    begins_between(began(seen.surely - 1, amount), from);
    if (phases.empty()) return false;
  }
  for (const Seen& seen : passed_) {
    if (seen.surely < amount) continue;
    begins_between(began(seen.surely, amount), seen.at);
    if (phases.empty()) return false;
  }
  return true;
}

}  // namespace orbench::search
