#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "harness/search/limit/phase.h"
#include "harness/search/limit/verdict.h"

namespace orbench::search {
namespace {

constexpr double kAgain = 0.6;  // of the amount, after the boundary
constexpr std::int64_t kMore = 2;
constexpr double kLonger = 1.2;  // times as long since the boundary, from one try to the next
constexpr std::size_t kMostTries = 10;

/// After the boundary: a fixed window takes as much as ever, a sliding one still holds the half
/// that was sent later.
class NextWindow final : public Phase {
 public:
  NextWindow(Hunt& hunt, Reopening when)
      : Phase(hunt, "next window"), when_(std::move(when)), at_(when_.tries.front()) {
    const std::int64_t amount = hunt.window->amount;
    const auto share = std::ceil(kAgain * static_cast<double>(amount));
    burst_ = std::min(static_cast<std::int64_t>(share) + kMore, amount);
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    Hunt& known = hunt();
    if (by_outer_) return make_outer(known);
    if (!opened_) {
      known.give_up(fmt::format("the window was not open again after {:.0f} s",
                                core::to_seconds(ended_ - when_.boundary)));
      return nullptr;
    }
    WindowFinding& found = *known.window;
    if (found.longest == core::Duration{0}) {
      found.shortest = std::max(closed_ - when_.boundary, core::Duration{0});
      found.longest = opened_->sent - when_.boundary;
    }
    found.sliding = refused_;
    known.status = results::SearchStatus::kFound;
    const bool once_more = !known.window_twice && found.amount > 1 && may_slide_or_not(known);
    return once_more ? again() : make_heavier(known);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (refused_ || by_outer_ || !at_) return load::Ended{};
    if (!opened_) {
      // They go alone: should it open elsewhere, no more than one is refused.
      if (open() > 0) return load::Waiting{};
      return std::max(*at_, ended_);
    }
    if (since_opened_ >= burst_) return load::Ended{};
    return opened_->ended + core::from_seconds(static_cast<double>(since_opened_) / level());
  }
  void on_taken(core::Duration /*at*/) override {
    if (opened_) ++since_opened_;
  }
  void on_met(const Met& met) override {
    ended_ = std::max(ended_, met.ended);
    by_outer_ |= met.by_outer;
    if (opened_) {
      refused_ |= met.what == Met::What::kRefused;
    } else if (met.what == Met::What::kAccepted) {
      opened_ = met;
      since_opened_ = 1;
    } else {
      closed_ = met.sent;
      choose();
    }
  }
  [[nodiscard]] double level() const override { return hunt().ramp_rate; }

  void choose() {
    ++tried_;
    if (tried_ < when_.tries.size()) {
      at_ = when_.tries[tried_];
    } else if (tried_ < kMostTries) {
      const double since = core::to_seconds(closed_ - when_.boundary);
      at_ = when_.boundary + core::from_seconds(kLonger * since);
    } else {
      at_.reset();
    }
  }

  /// It opened when nothing was left in it, slide or not. But how long it lasts is known now.
  std::unique_ptr<Phase> again() {
    Hunt& known = hunt();
    known.window_twice = true;
    known.expected = known.window->amount;
    known.expected_length = known.window->longest;
    return make_pause(known, ended_ + known.expected_length + known.slack());
  }

  Reopening when_;
  std::optional<core::Duration> at_;
  std::int64_t burst_;
  std::optional<Met> opened_;
  std::int64_t since_opened_ = 0;
  std::size_t tried_ = 0;
  core::Duration closed_{0};
  core::Duration ended_{0};
  bool refused_ = false;
  bool by_outer_ = false;
};

/// One request just before the boundary. Nobody needs it where hints were true.
class Edge final : public Phase {
 public:
  Edge(Hunt& hunt, core::Duration boundary, Reopening when)
      : Phase(hunt, "edge"),
        when_(std::move(when)),
        at_(boundary - hunt.terms.seconds(1) - hunt.clock.error()) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    Hunt& known = hunt();
    if (met_.what != Met::What::kAccepted) return make_next_window(known, when_);
    known.rate = static_cast<double>(known.window->amount) /
                 core::to_seconds(met_.sent - known.window->boundary);
    known.window.reset();
    return make_bucket(known, met_.ended);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (taken() > 0) return load::Ended{};
    return at_;
  }
  void on_met(const Met& met) override { met_ = met; }
  [[nodiscard]] double level() const override { return 0; }

  Reopening when_;
  core::Duration at_;
  Met met_;
};

}  // namespace

std::unique_ptr<Phase> make_next_window(Hunt& hunt, Reopening when) {
  return std::make_unique<NextWindow>(hunt, std::move(when));
}

std::unique_ptr<Phase> make_edge(Hunt& hunt, core::Duration boundary, Reopening when) {
  return std::make_unique<Edge>(hunt, boundary, std::move(when));
}

}  // namespace orbench::search
