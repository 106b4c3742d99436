#include <algorithm>
#include <vector>

#include "harness/search/limit/fits.h"
#include "harness/search/limit/phase.h"
#include "harness/search/limit/sliding.h"

namespace orbench::search {
namespace {

constexpr std::int64_t kTells = 3;   // that have left, and one more that finds no room
constexpr std::int64_t kFewest = 4;  // in the window: fewer leave together
constexpr std::int64_t kEarly = 4;   // one in so many, of those that are to leave
constexpr std::int64_t kMore = 2;    // should that one pass
constexpr std::int64_t kMostRefused = 200;
constexpr int kMostTimes = 6;
constexpr double kBefore = 0.5;  // sixtieths of the grid
constexpr double kApart = 0.02;  // the lengths that may be, at most

/// A while in which a sliding window has room for so many, and when it is full until.
struct Room {
  core::Duration full{0};
  std::int64_t requests = 0;
  core::Duration begin{0};
  core::Duration length{0};
};

/// The longest of those that begin soon after `now`.
std::optional<Room> next_room(const Hunt& hunt, const SlidingWindow& window, core::Duration now) {
  const std::vector<core::Duration> leave = leaving_after(hunt.log, window, now);
  const auto held = static_cast<std::int64_t>(leave.size());
  if (held < kFewest) return std::nullopt;
  const std::int64_t fewest = std::min(kTells, held / 2);
  const std::int64_t most = std::max(fewest, held / kEarly);
  const std::int64_t beyond = held - window.amount;  // refused ones that count hold no room
  std::optional<Room> best;
  for (std::int64_t room = fewest; room <= most; ++room) {
    const std::int64_t next = std::max<std::int64_t>(beyond + room, 1);
    if (next >= held) break;
    const core::Duration begin = leave[static_cast<std::size_t>(next - 1)];
    const core::Duration length = leave[static_cast<std::size_t>(next)] - begin;
    if (!best || length > best->length) best = Room{leave.front(), room, begin, length};
  }
  return best;
}

/// One request before any has left, by when a bucket would have one again; then as many at once as
/// have left, and one more: a sliding window refuses the first and the last.
class Leaving final : public Phase {
 public:
  Leaving(Hunt& hunt, const SlidingWindow& window, const Room& room, core::Duration now)
      : Phase(hunt, "leaving"), window_(window), requests_(room.requests + 1) {
    // The later the more it tells, but for what is not known of its length.
    const core::Duration wait = room.full - now;
    const core::Duration before = std::min(wait / 2, hunt.terms.seconds(kBefore));
    const double filled = fastest_bucket(hunt) * core::to_seconds(wait - before);
    if (before > 2 * hunt.slack() && filled >= 1) before_ = room.full - before;
    constexpr double kThird = 3;  // in the middle one, since its length is known so well only
    const double third = core::to_seconds(room.length) / kThird;
    begin_ = room.begin + core::from_seconds(third);
    rate_ = static_cast<double>(requests_) / std::max(third, 1e-3);
    rate_ = std::min(rate_, std::max(hunt.terms.to, hunt.ramp_rate));
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    Hunt& known = hunt();
    ++known.leavings;
    if (by_outer_) return wait_for_outer(known, window_.amount, window_.length);
    if (!guess_sliding(known)) return contradicted();
    if (auto found = found_in(fits_of_anything(known))) {
      known.window = *found;
      known.status = results::SearchStatus::kFound;
      return make_heavier(known);
    }
    if (auto again = make_leaving(known, ended_)) return again;
    return count();
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (before_ && taken() == 0) return *before_;
    if (before_ && open() > 0 && taken() == 1) return load::Waiting{};
    const std::int64_t sent = taken() - (before_ ? 1 : 0);
    if (refused_ || passed_before_ || sent >= requests_ + kMore) return load::Ended{};
    if (sent >= requests_ && open() > 0) return load::Waiting{};
    return begin_ + core::from_seconds(static_cast<double>(sent) / rate_);
  }
  void on_met(const Met& met) override {
    ended_ = std::max(ended_, met.ended);
    by_outer_ |= met.by_outer;
    const bool is_before = before_ && met.sent < begin_;
    passed_before_ |= is_before && met.what == Met::What::kAccepted;
    refused_ |= !is_before && met.what == Met::What::kRefused;
    if (met.what != Met::What::kAccepted) return;
    if (!is_before) ++accepted_;
    if (!passed_ || met.sent < passed_->sent) passed_ = met;
  }
  [[nodiscard]] double level() const override { return rate_; }

  /// The window that slides, where nothing else explains the log, and only one does.
  [[nodiscard]] std::optional<WindowFinding> found_in(const Fits& fits) const {
    if (fits.any_bucket() || fits.any_fixed()) return std::nullopt;
    std::optional<WindowFinding> found;
    for (const auto* const fit : {&fits.sliding, &fits.sliding_counting}) {
      if (!*fit) continue;
      const WindowFit& of = **fit;
      if (!hunt().terms.grid_length_in(of.shortest, of.longest)) continue;
      const bool is_exact = of.fewest == of.most && core::to_seconds(of.longest - of.shortest) <=
                                                        kApart * core::to_seconds(of.longest);
      if (!is_exact || found) return std::nullopt;
      found.emplace();
      found->amount = of.most;
      found->shortest = found->shortest_counting = of.shortest;
      found->longest = of.longest;
      found->boundary = begin_;
      found->sliding = true;
    }
    return found;
  }

  /// It counts in another way, and may have opened just now: with more than have left.
  std::unique_ptr<Phase> contradicted() {
    if (accepted_ < requests_) return count();
    Hunt& known = hunt();
    const core::Duration first = passed_->sent;
    if (!refused_) {
      return make_window(known, {first, first, window_.length, false, window_.amount, false, true},
                         ended_);
    }
    WindowFinding found;
    found.amount = accepted_;
    found.boundary = first;
    found.earlier = first - known.log.last_refusal_before(first).value_or(first);
    found.whole = true;
    known.window = found;
    const core::Duration end = first + window_.length;
    return make_edge(known, end, {first, {end + known.terms.seconds(kBefore)}});
  }

  /// Once nothing is left in it, if it is as long as was supposed.
  std::unique_ptr<Phase> count() {
    Hunt& known = hunt();
    known.expected = window_.amount;
    known.expected_length = window_.length;
    const core::Duration left = known.log.run_before(core::Duration::max()).end + window_.length;
    return make_pause(known, left + known.slack() + known.terms.seconds(kBefore));
  }

  SlidingWindow window_;
  std::int64_t requests_;
  std::optional<core::Duration> before_;  // to be refused
  core::Duration begin_{0};
  double rate_ = 0;
  core::Duration ended_{0};
  std::optional<Met> passed_;  // the first
  std::int64_t accepted_ = 0;
  bool passed_before_ = false;
  bool refused_ = false;
  bool by_outer_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_leaving(Hunt& hunt, core::Duration now, core::Duration latest) {
  const std::vector<Asked>& entries = hunt.log.entries();
  const auto refused = std::count_if(entries.begin(), entries.end(),
                                     [](const Asked& asked) { return !asked.accepted; });
  // Where that many were refused, nobody knows well when the others came.
  if (hunt.leavings >= kMostTimes || refused > kMostRefused) return nullptr;
  const auto window = guess_sliding(hunt);
  if (!window) return nullptr;
  const auto room = next_room(hunt, *window, now);
  if (!room || room->begin > latest || room->begin - now > hunt.terms.patience()) return nullptr;
  return std::make_unique<Leaving>(hunt, *window, *room, now);
}

}  // namespace orbench::search
