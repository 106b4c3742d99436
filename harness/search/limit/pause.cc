#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/search/limit/from_first.h"
#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

// Sixtieths of the grid after the last refusal.
constexpr std::array<double, 3> kPauses = {1, 4, 16};
constexpr double kAfterMark = 0.5;
constexpr int kMostMarks = 3;
constexpr double kRampAgain = 1.05;  // its requests have left a sliding window after its length

/// Asks again, one request at a time, until one passes.
class Pause final : public Phase {
 public:
  Pause(Hunt& hunt, std::optional<core::Duration> first)
      : Phase(hunt, "pause"),
        refused_(hunt.log.last_refusal().value_or(core::Duration{0})),
        after_(refused_),
        last_refused_(refused_),
        first_(first) {
    if (!first_ && hunt.believed() != nullptr) {
      of_window_ = hunt.hint_is_of_window();
      first_ = hunt.opens_surely(*hunt.believed(), of_window_);
      by_hint_ = true;
      hunt.tried = *hunt.believed();
    }
    choose();
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (!passed_) return std::move(leaving_);
    Hunt& found = hunt();
    if (!found.recovery) found.recovery = passed_->sent - refused_;
    if (found.ramp_rate <= 0) return make_ramp(found, passed_->ended);
    if (by_hint_ && of_window_) {
      const auto emptied = core::from_seconds(core::to_seconds(found.ramp_length()) * kRampAgain);
      return make_window(found, guess_by_hint(), passed_->ended + emptied);
    }
    if (by_mark_) return make_window(found, guess_by_mark(), passed_->ended);
    if (over_) return make_window(found, guess_after(*over_), passed_->ended);
    if (found.expected > 0) return make_expected();
    return make_burst(found, *passed_, refused_);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (passed_ || !at_) return load::Ended{};
    if (open() > 0) return load::Waiting{};
    return *at_;
  }
  void on_met(const Met& met) override {
    after_ = met.ended;
    if (met.what == Met::What::kAccepted) {
      passed_ = met;
      return;
    }
    if (met.what == Met::What::kRefused) {
      last_refused_ = met.sent;
      if (by_hint_) hunt().hints_lie = true;
      by_hint_ = by_mark_ = false;
      first_.reset();
      over_.reset();
    }
    choose();
  }
  [[nodiscard]] double level() const override { return 0; }

  /// When to ask next; nothing when patience ends.
  void choose() {
    const LimitTerms& terms = hunt().terms;
    at_.reset();
    if (first_) {
      if (*first_ - refused_ > terms.patience()) return declare();
      at_ = std::max(*first_, after_);
      return;
    }
    for (; pauses_ < kPauses.size(); ++pauses_) {
      const core::Duration at = refused_ + terms.seconds(kPauses.at(pauses_));
      if (at <= after_) continue;
      if (at - refused_ > terms.patience()) break;
      at_ = at;
      ++pauses_;
      return;
    }
    const auto mark = next_mark();
    const core::Duration later = terms.seconds(kAfterMark) + hunt().clock.error();
    leaving_ = make_leaving(hunt(), after_, mark.value_or(core::Duration::max()));
    if (leaving_ != nullptr) return;
    over_ = next_over();
    if (over_ && (!mark || over_->end() < *mark)) {
      at_ = over_->end() + later;
      return;
    }
    over_.reset();
    if (mark) {
      at_ = *mark + later;
      by_mark_ = true;
      ++marks_;
      return;
    }
    const core::Duration longer = refused_ + 4 * (after_ - refused_);
    if (longer - refused_ > terms.patience()) {
      hunt().give_up(fmt::format("nothing passed for {:.0f} s after the limit was met",
                                 core::to_seconds(after_ - refused_)));
      return;
    }
    at_ = longer;
  }

  /// The next at which it was not asked yet whether a window on the grid is open again.
  [[nodiscard]] std::optional<core::Duration> next_mark() const {
    const core::Duration grid = hunt().terms.grid;
    const ServerClock& clock = hunt().clock;
    if (grid <= core::Duration{0} || !clock.known() || marks_ >= kMostMarks) return std::nullopt;
    const core::Duration later = hunt().terms.seconds(kAfterMark) + clock.error();
    return clock.mark_after(after_ - later, grid);
  }

  /// A window that begins with its first request, and that is not known to be over.
  [[nodiscard]] std::optional<FromFirstWindow> next_over() const {
    if (hunt().expected == 0) return std::nullopt;  // too little is known of where one began
    auto window = guess_from_first(hunt());
    if (!window || window->end() <= after_) return std::nullopt;
    return window->end() - refused_ > hunt().terms.patience() ? std::nullopt : window;
  }

  /// Nobody waits for a day.
  void declare() {
    const double wait = core::to_seconds(*first_ - refused_);
    if (!by_hint_) {
      hunt().give_up(fmt::format("it is not waited for {:.0f} s: longest_wait_s is {:.0f}", wait,
                                 core::to_seconds(hunt().terms.longest_wait)));
      return;
    }
    hunt().tried.reset();
    hunt().give_up(
        fmt::format("declared, not verified: the limit opens again in {:.0f} s, and "
                    "longest_wait_s is {:.0f}",
                    wait, core::to_seconds(hunt().terms.longest_wait)));
  }

  /// A window that is known only by what fitted in.
  std::unique_ptr<Phase> make_expected() const {
    Hunt& known = hunt();
    WindowGuess guess{passed_->sent, passed_->sent, known.expected_length, false, known.expected,
                      false,         true};
    core::Duration begin = passed_->ended;
    if (guess.length == core::Duration{0}) {
      const RequestLog::Run run = known.log.run_before(passed_->sent);
      guess.at_least = true;
      guess.whole = false;
      guess.length = last_refused_ - run.begin;
      begin += core::from_seconds(kRampAgain * core::to_seconds(run.end - run.begin));
    }
    return make_window(known, guess, begin);
  }

  [[nodiscard]] WindowGuess guess_by_hint() const {
    const Hunt& known = hunt();
    const core::Duration opens = known.tried->opens_at;
    WindowGuess guess;
    guess.first = passed_->sent;
    guess.whole = true;
    guess.boundary = opens;
    guess.length = opens - known.ramp_begin;
    if (const auto mark = known.mark_near(opens, known.tried->error)) {
      guess.on_grid = true;
      guess.boundary = *mark;
    }
    const core::Duration begin = opens - guess.length;
    guess.amount = known.log.accepted(begin, known.ramp_refused);
    return guess;
  }

  [[nodiscard]] WindowGuess guess_by_mark() const {
    const Hunt& known = hunt();
    WindowGuess guess;
    guess.first = passed_->sent;
    guess.whole = true;
    guess.boundary = known.clock.mark_before(passed_->sent, known.terms.grid);
    guess.length = known.terms.grid;
    guess.on_grid = true;
    guess.amount = known.log.accepted(known.clock.mark_before(known.ramp_refused, known.terms.grid),
                                      known.ramp_refused);
    return guess;
  }

  /// The one that follows it.
  [[nodiscard]] WindowGuess guess_after(const FromFirstWindow& over) const {
    const core::Duration first = passed_->sent;
    return {first, first, over.length, false, over.amount, false, true};
  }

  core::Duration refused_;  // when the pause began
  core::Duration after_;    // what is known of the clock
  core::Duration last_refused_;
  std::optional<core::Duration> first_;
  std::optional<core::Duration> at_;
  std::optional<Met> passed_;
  std::unique_ptr<Phase> leaving_;
  std::optional<FromFirstWindow> over_;  // by when it was asked
  std::size_t pauses_ = 0;
  int marks_ = 0;
  bool by_hint_ = false;
  bool of_window_ = false;
  bool by_mark_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_pause(Hunt& hunt, std::optional<core::Duration> first) {
  return std::make_unique<Pause>(hunt, first);
}

}  // namespace orbench::search
