#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kOneByOne = 0.9;  // of what is expected; the rest goes one at a time
constexpr double kAgain = 0.6;     // of the amount, after the boundary
constexpr double kFarBeyond = 1.5;
constexpr double kLater = 0.5;  // sixtieths of the grid after a boundary that is supposed
constexpr std::int64_t kSome = 10;

/// From a boundary that is supposed to the first request that must lie behind it.
core::Duration margin(const Hunt& hunt) { return hunt.terms.seconds(kLater) + hunt.clock.error(); }

std::int64_t part_of(std::int64_t amount, double share) {
  return static_cast<std::int64_t>(std::ceil(share * static_cast<double>(amount)));
}

/// After the boundary: a fixed window takes as much as ever, a sliding one still holds the half
/// that was sent from its middle on.
class NextWindow final : public Phase {
 public:
  NextWindow(Hunt& hunt, core::Duration begin) : Phase(hunt, "next window"), begin_(begin) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (by_outer_) return make_outer(hunt());
    hunt().window->sliding = refused_;
    hunt().status = results::SearchStatus::kFound;
    return make_heavier(hunt());
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (refused_ || taken() >= part_of(hunt().window->amount, kAgain) + 2) return load::Ended{};
    // The first goes alone: should the boundary be elsewhere, it is the only one refused.
    if (taken() > 0 && !answered_) return load::Waiting{};
    return std::max(begin_, first_ended_) +
           core::from_seconds(static_cast<double>(taken()) / level());
  }
  void on_met(const Met& met) override {
    if (!answered_) first_ended_ = met.ended;
    answered_ = true;
    refused_ |= met.what == Met::What::kRefused;
    by_outer_ |= met.by_outer;
  }
  [[nodiscard]] double level() const override { return hunt().ramp_rate; }

  core::Duration begin_;
  core::Duration first_ended_{0};
  bool answered_ = false;
  bool refused_ = false;
  bool by_outer_ = false;
};

/// One request just before the boundary, which a window must refuse. Nobody needs it where hints
/// were true.
class Edge final : public Phase {
 public:
  Edge(Hunt& hunt, core::Duration boundary)
      : Phase(hunt, "edge"),
        boundary_(boundary),
        at_(boundary - hunt.terms.seconds(1) - hunt.clock.error()) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    Hunt& known = hunt();
    if (met_.what == Met::What::kAccepted) {
      known.rate = static_cast<double>(known.window->amount) /
                   core::to_seconds(met_.sent - known.window->boundary);
      known.window.reset();
      return make_bucket(known, met_.ended);
    }
    return std::make_unique<NextWindow>(known, boundary_ + margin(known));
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (taken() > 0) return load::Ended{};
    return at_;
  }
  void on_met(const Met& met) override { met_ = met; }
  [[nodiscard]] double level() const override { return 0; }

  core::Duration boundary_;
  core::Duration at_;
  Met met_;
};

/// Half of what is expected at the beginning of the window, more from its middle, the last tenth
/// one at a time until refused.
class Count final : public Phase {
 public:
  Count(Hunt& hunt, const WindowGuess& guess, core::Duration begin)
      : Phase(hunt, "window"), guess_(guess), begin_(begin), half_((guess.amount + 1) / 2) {
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
    if (by_outer_) {
      // Another limit stood in the way: once that is open, the count begins anew.
      known.expected = guess_.amount;
      known.expected_length = guess_.length;
      return make_pause(known,
                        known.outer->hint.opens_at + known.outer->hint.error + known.slack());
    }
    const auto refused = known.log.first_refusal(guess_.first);
    if (!refused) {
      known.rate = rate_;
      return make_bucket(known, last_ended_);
    }
    WindowFinding found;
    found.amount = known.log.accepted(guess_.first, *refused);
    found.boundary = guess_.on_grid ? guess_.boundary : guess_.first;
    found.on_grid = guess_.on_grid;
    if (was_half_full(found.amount)) return again();
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
    const core::Duration middle = std::max(begin_, guess_.boundary + guess_.length / 2);
    if (sent < part_of(guess_.amount, kOneByOne)) return after(middle, sent - half_);
    if (open() > 0) return load::Waiting{};
    return std::max(middle, last_ended_);
  }
  void on_met(const Met& met) override {
    last_ended_ = std::max(last_ended_, met.ended);
    refused_ |= met.what == Met::What::kRefused;
    by_outer_ |= met.by_outer;
  }
  [[nodiscard]] double level() const override { return rate_; }

  [[nodiscard]] bool was_half_full(std::int64_t amount) const {
    constexpr double kMuchLess = 0.5;
    return !hunt().window_again && guess_.length > core::Duration{0} &&
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

  /// Where the next window begins decides how its length is known, and what is left to ask.
  std::unique_ptr<Phase> close(WindowFinding found, core::Duration refused) {
    Hunt& known = hunt();
    core::Duration error = 2 * known.slack();
    if (const Hint* const hint = known.believed()) {
      const auto mark =
          guess_.on_grid ? known.mark_near(hint->opens_at, hint->error) : std::nullopt;
      // Where both ends are marks of the server's clock, its offset cancels out.
      if (!mark) error += hint->error;
      const core::Duration length =
          mark ? whole_grids(*mark - found.boundary) : hint->opens_at - found.boundary;
      found.shortest = std::max(length - error, core::Duration{0});
      found.longest = length + error;
      known.window = found;
      return std::make_unique<NextWindow>(known, hint->opens_at + hint->error + known.slack());
    }
    if (!guess_.on_grid && guess_.length == core::Duration{0}) {
      known.window = found;
      return make_pause(known, std::nullopt);
    }
    const core::Duration boundary = guess_.on_grid
                                        ? known.clock.mark_after(refused, known.terms.grid)
                                        : guess_.first + guess_.length;
    const core::Duration length = boundary - found.boundary;
    found.shortest = found.longest = guess_.on_grid ? whole_grids(length) : length;
    known.window = found;
    if (refused + known.terms.seconds(2) < boundary) {
      return std::make_unique<Edge>(known, boundary);
    }
    return std::make_unique<NextWindow>(known, boundary + margin(known));
  }

  WindowGuess guess_;
  core::Duration begin_;
  std::int64_t half_;
  double rate_ = 0;
  core::Duration last_ended_{0};
  bool refused_ = false;
  bool by_outer_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_window(Hunt& hunt, const WindowGuess& guess, core::Duration begin) {
  return std::make_unique<Count>(hunt, guess, begin);
}

}  // namespace orbench::search
