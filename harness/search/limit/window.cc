#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kOneByOne = 0.9;  // of what is expected; the rest goes one at a time
constexpr double kFarBeyond = 1.5;
constexpr double kLater = 0.5;   // sixtieths of the grid after a boundary that is supposed
constexpr double kMuch = 0.125;  // of a window, which may be shorter than the grid
constexpr double kMiddle = 0.5;  // of the window, where the other half is sent
constexpr double kLate = 0.7;    // where that is the least that it may last
constexpr std::int64_t kSome = 10;
constexpr std::int64_t kHardlyAny = 3;

std::int64_t part_of(std::int64_t amount, double share) {
  return static_cast<std::int64_t>(std::ceil(share * static_cast<double>(amount)));
}

/// Half of what is expected at the beginning of the window, more from its middle, the last tenth
/// one at a time until refused.
class Count final : public Phase {
 public:
  Count(Hunt& hunt, const WindowGuess& guess, core::Duration begin)
      : Phase(hunt, "window"),
        guess_(guess),
        begin_(begin),
        half_((guess.amount + 1) / 2),
        half_sent_(guess.first) {
    rate_ = hunt.ramp_rate;
    if (guess.length > core::Duration{0}) {
      // However slow the ramp was, each half must find its place.
      constexpr double kQuarters = 4;
      rate_ =
          std::max(rate_, kQuarters * static_cast<double>(half_) / core::to_seconds(guess.length));
    }
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    Hunt& known = hunt();
    if (by_outer_) return wait_for_outer(known, guess_.amount, guess_.length);
    const auto refused = known.log.first_refusal(guess_.first);
    if (!refused) {
      known.rate = rate_;
      return make_bucket(known, last_ended_);
    }
    WindowFinding found;
    // Those sent just after it may have come before it.
    found.amount = known.log.accepted(guess_.first, *refused + 2 * known.slack());
    found.boundary = guess_.on_grid ? guess_.boundary : guess_.first;
    found.on_grid = guess_.on_grid;
    found.whole = guess_.whole ||
                  (known.window && known.window->whole && known.window->amount == found.amount);
    if (!found.on_grid) found.earlier = guess_.first - began_after();
    if (was_half_full(found.amount)) {
      // Where hardly more than that one passed, nothing leaves it as yet.
      auto leaving = found.amount < kHardlyAny ? make_leaving(known, last_ended_) : nullptr;
      return leaving != nullptr ? std::move(leaving) : again();
    }
    return close(found, *refused);
  }

 private:
  [[nodiscard]] Wish want() const override {
    const std::int64_t sent = taken() + 1;  // the one that passed, too
    const auto far =
        static_cast<std::int64_t>(kFarBeyond * static_cast<double>(guess_.amount)) + kSome;
    if (refused_ || sent > far) return load::Ended{};
    const auto after = [this](core::Duration at, std::int64_t n) {
      return at + core::from_seconds(static_cast<double>(n) / rate_);
    };
    if (sent < half_) return after(begin_, taken());
    const core::Duration middle = std::max(begin_, guess_.boundary + later_half());
    if (sent < part_of(guess_.amount, kOneByOne)) return after(middle, sent - half_);
    if (open() > 0) return load::Waiting{};
    return std::max(middle, last_ended_);
  }
  void on_taken(core::Duration at) override {
    if (taken() < half_) half_sent_ = at;
  }
  void on_met(const Met& met) override {
    last_ended_ = std::max(last_ended_, met.ended);
    refused_ |= met.what == Met::What::kRefused;
    by_outer_ |= met.by_outer;
  }
  [[nodiscard]] double level() const override { return rate_; }

  [[nodiscard]] core::Duration later_half() const {
    const double share = guess_.at_least ? kLate : kMiddle;
    return core::from_seconds(share * core::to_seconds(guess_.length));
  }

  /// The window before was full until the last refusal, or the instant that a hint named.
  [[nodiscard]] core::Duration began_after() const {
    const Hunt& known = hunt();
    // It was half full once, so it is not as fixed ones are.
    if (known.window_again && known.believed() == nullptr) return guess_.first;
    core::Duration last = known.log.last_refusal_before(guess_.first).value_or(guess_.first);
    if (known.tried && !known.hints_lie) {
      last = std::max(last, known.tried->opens_at - known.tried->error - known.slack());
    }
    return std::min(last, guess_.first);
  }

  /// The last request that had to leave a window that slides, if each that it refused is in it.
  [[nodiscard]] core::Duration counted_with_refused() const {
    const std::vector<Asked>& entries = hunt().log.entries();
    std::int64_t refused = std::count_if(entries.begin(), entries.end(), [&](const Asked& asked) {
      return !asked.accepted && asked.sent >= guess_.first;
    });
    const auto last = std::find_if(entries.begin(), entries.end(), [&](const Asked& asked) {
      return asked.sent >= guess_.first && refused-- == 0;
    });
    return last == entries.end() ? entries.back().sent : last->sent;
  }

  [[nodiscard]] bool was_half_full(std::int64_t amount) const {
    constexpr double kMuchLess = 0.5;
    return !hunt().window_again && !guess_.at_least && guess_.length > core::Duration{0} &&
           static_cast<double>(amount) < kMuchLess * static_cast<double>(guess_.amount);
  }
  /// It may slide, and what was sent before still be in it: waits until nothing is.
  std::unique_ptr<Phase> again() {
    Hunt& known = hunt();
    known.window_again = true;
    known.expected = guess_.amount;
    // What a hint names is when the oldest request leaves.
    const bool by_hint = known.tried && !known.hints_lie;
    known.expected_length =
        by_hint ? known.tried->opens_at - known.log.entries().front().sent : guess_.length;
    const core::Duration last = std::max(known.ramp_refused, guess_.first);
    return make_pause(known, last + known.expected_length + known.slack() +
                                 (by_hint ? known.tried->error : known.terms.seconds(kLater)));
  }

  /// From a mark to another.
  [[nodiscard]] core::Duration whole_grids(core::Duration length) const {
    const core::Duration grid = hunt().terms.grid;
    return (length + grid / 2) / grid * grid;
  }

  /// From a boundary that is supposed to the first request that must lie behind it.
  [[nodiscard]] core::Duration margin() const {
    const core::Duration later = hunt().terms.seconds(kLater) + hunt().clock.error();
    if (guess_.on_grid) return later;
    return std::min(later, core::from_seconds(kMuch * core::to_seconds(guess_.length)));
  }

  /// Where the next window begins decides how its length is known, and when to ask.
  std::unique_ptr<Phase> close(WindowFinding found, core::Duration refused) {
    Hunt& known = hunt();
    Reopening when{found.boundary, {}};
    if (const Hint* const hint = known.believed()) {
      declare(*hint, found);
      known.window = found;
      when.tries.push_back(known.opens_surely(*hint, true));
      return make_next_window(known, when);
    }
    // Should it begin with its first request, or slide, it opens later than at a mark.
    const core::Duration half_left = half_sent_ + guess_.length + margin();
    if (!guess_.on_grid) {
      when.tries.push_back(half_left);
      if (known.window_twice && known.window) {
        found.shortest = known.window->shortest;
        found.longest = known.window->longest;
        found.earlier = std::min(found.earlier, known.window->earlier);
        known.window = found;
        return make_next_window(known, when);
      }
      known.window = found;
      const core::Duration boundary = found.boundary + guess_.length;
      const bool has_edge = !guess_.at_least && refused + known.terms.seconds(2) < boundary;
      return has_edge ? make_edge(known, boundary, when) : make_next_window(known, when);
    }
    const core::Duration boundary = known.clock.mark_after(refused, known.terms.grid);
    found.shortest = found.longest = whole_grids(boundary - found.boundary);
    known.window = found;
    when.tries = {boundary + margin(), half_left};
    if (refused + known.terms.seconds(2) < boundary) return make_edge(known, boundary, when);
    return make_next_window(known, when);
  }

  /// The length that a hint tells.
  void declare(const Hint& hint, WindowFinding& found) const {
    const Hunt& known = hunt();
    core::Duration error = 2 * known.slack();
    const auto mark = guess_.on_grid ? known.mark_near(hint.opens_at, hint.error) : std::nullopt;
    if (mark) {
      // Both ends are marks of the server's clock, so its offset cancels out.
      found.shortest = found.longest = whole_grids(*mark - found.boundary);
    } else {
      error += hint.error;
      found.on_grid = false;  // whatever it was that passed at a mark
      found.boundary = guess_.first;
      found.earlier = guess_.first - began_after();
      found.shortest = found.longest = hint.opens_at - found.boundary;
    }
    found.shortest = std::max(found.shortest - error, core::Duration{0});
    found.longest += error;
    if (known.window && !found.on_grid) {  // which was counted before
      const core::Duration most = known.window->longest + known.window->earlier;
      found.earlier = std::clamp(most - found.longest, core::Duration{0}, found.earlier);
    }
    found.shortest_counting = hint.opens_at - counted_with_refused() - error;
    found.declared = true;
    found.wait = hint.opens_at - hint.error - known.log.last_refusal().value_or(guess_.first);
  }

  WindowGuess guess_;
  core::Duration begin_;
  std::int64_t half_;
  double rate_ = 0;
  core::Duration half_sent_;  // the last of the first half
  core::Duration last_ended_{0};
  bool refused_ = false;
  bool by_outer_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_window(Hunt& hunt, const WindowGuess& guess, core::Duration begin) {
  return std::make_unique<Count>(hunt, guess, begin);
}

}  // namespace orbench::search
