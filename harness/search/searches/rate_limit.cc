#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "harness/search/limit/answer_lag.h"
#include "harness/search/limit/limit_report.h"
#include "harness/search/limit/phase.h"
#include "harness/search/search_kind.h"

namespace orbench::search {
namespace {

constexpr int kMostLost = 20;  // in a row

/// The hunt for a rate limit: hands answers to its phases, one after the other.
class RateLimitSearch final : public Search {
 public:
  RateLimitSearch(const LimitTerms& terms, const load::ArrivalContext& context)
      : Search(context), hunt_(terms), phase_(make_approach(hunt_)) {}

 private:
  [[nodiscard]] Wish wish() const override {
    if (phase_ == nullptr) return load::Ended{};
    Wish wanted = phase_->wish();
    if (auto* const at = std::get_if<core::Duration>(&wanted)) *at -= stepped_;
    return wanted;
  }
  void take(const load::Arrival& arrival) override {
    phase_->take(arrival.intended + stepped_);
    lag_.take(arrival.intended + stepped_);
  }
  [[nodiscard]] std::uint32_t variant() const override {
    return phase_ != nullptr && phase_->is_heavier() ? 1 : 0;
  }
  [[nodiscard]] bool steps_clock() const override { return hunt_.terms.step_clock; }
  void stepped_by(core::Duration by) override { stepped_ += by; }

  void learn(const Answer& told) override {
    if (phase_ == nullptr) return;
    Answer answer = told;
    answer.stepped = stepped_;  // whatever was open was so since the last step
    lag_.answer(answer.ended());
    Met met = met_of(answer);
    learn_clock(answer);
    if (met.what == Met::What::kRefused) met.by_outer = learn_refusal(answer);
    // The log is of the one limit that is hunted.
    if (!phase_->is_heavier() && !met.by_outer) hunt_.log.add(answer);
    count_lost(met);
    learn_weight(answer.sample.usage);
    phase_->learn(met);
    if (answer.kind() == Answer::Kind::kStopped) {
      stop(answer);
    } else if (lost_ >= kMostLost) {
      finish();
      hunt_.give_up(fmt::format("{} requests in a row failed: {}", lost_, answer.sample.error));
    } else if (lag_.is_hopeless()) {
      finish();
      hunt_.give_up(
          fmt::format("answers lag {:.0f} s behind: the service, or this machine, is too slow for "
                      "requests at such a rate, which hides any limit",
                      core::to_seconds(lag_.latest())));
    }
    while (phase_ != nullptr && std::holds_alternative<load::Ended>(phase_->wish())) {
      phase_->note_step();
      phase_ = phase_->next();
    }
  }

  [[nodiscard]] std::string describe_standing() const override {
    std::string text = phase_ == nullptr ? "over" : phase_->standing();
    if (hunt_.bucket) {
      text += fmt::format("; a bucket of {:.4g} rps", hunt_.bucket->rate);
    } else if (hunt_.window) {
      text += fmt::format("; {} in a window", hunt_.window->amount);
    }
    return text;
  }

  void describe(results::SearchReport& report) const override {
    describe_hunt(hunt_, report);
    if (stepped_ > core::Duration{0}) {
      report.notes.push_back(
          fmt::format("the mock's clock was put forward by {:.0f} s in all, and the times of steps "
                      "with it",
                      core::to_seconds(stepped_)));
    }
    if (phase_ == nullptr) return;
    report.status = results::SearchStatus::kInterrupted;
    if (report.headline.empty()) {
      report.headline = "ended before a limit was known; what was known by then is told";
    }
  }

  static Met met_of(const Answer& answer) {
    Met met;
    met.sent = answer.sent();
    met.ended = answer.ended();
    if (answer.kind() == Answer::Kind::kServed) met.what = Met::What::kAccepted;
    if (answer.kind() == Answer::Kind::kRefused) met.what = Met::What::kRefused;
    return met;
  }

  void learn_weight(const core::Usage& usage) {
    if (!usage.output_tokens) return;
    Weight& weight = phase_->is_heavier() ? hunt_.heavier_weight : hunt_.weight;
    weight.add(static_cast<double>(usage.prompt_tokens.value_or(0) + *usage.output_tokens));
  }

  void learn_clock(const Answer& answer) {
    if (!answer.advice.server_date || !answer.sample.at.headers.is_set()) return;
    hunt_.clock.learn(*answer.advice.server_date, answer.sent(), answer.headers());
  }

  /// True where another limit refused than the one that is hunted.
  bool learn_refusal(const Answer& answer) {
    if (hunt_.owner == core::LimitOwner::kNone) hunt_.owner = answer.sample.limit_owner;
    if (hunt_.owner != answer.sample.limit_owner && !mixed_) {
      mixed_ = true;
      hunt_.notes.push_back(fmt::format("some refusals are of another owner: {}",
                                        core::to_string(answer.sample.limit_owner)));
    }
    std::optional<Hint> hint = hint_in(answer);
    const std::optional<double> amount = answer.advice.rate_limit.limit;
    if (hunt_.limit_header && amount && *amount != *hunt_.limit_header && hint && hint->exact) {
      hunt_.outer = OuterFinding{*amount, *std::move(hint), 0, {}};
      return true;
    }
    if (amount) hunt_.limit_header = amount;
    if (!hint) return false;
    hunt_.hints.push_back(*hint);
    hunt_.hint = std::move(hint);
    return false;
  }

  [[nodiscard]] std::optional<Hint> hint_in(const Answer& answer) const {
    const core::RateLimitHeaders& headers = answer.advice.rate_limit;
    constexpr double kFarthest = 1e13;  // ms: what lies beyond is no instant
    if (headers.reset_ms && hunt_.clock.known() && *headers.reset_ms < kFarthest) {
      const double server = *headers.reset_ms / 1000;
      return Hint{"X-RateLimit-Reset",
                  fmt::format("{:.0f}", *headers.reset_ms),
                  hunt_.clock.local_at(server),
                  hunt_.clock.error(),
                  true,
                  server};
    }
    if (!answer.advice.retry_after) return std::nullopt;
    // Whole seconds, rounded up.
    constexpr core::Duration kHalf = std::chrono::milliseconds{500};
    return Hint{"Retry-After",
                fmt::format("{:g} s", core::to_seconds(*answer.advice.retry_after)),
                answer.ended() + *answer.advice.retry_after - kHalf,
                kHalf,
                false,
                0};
  }

  void count_lost(const Met& met) { lost_ = met.what == Met::What::kLost ? lost_ + 1 : 0; }

  /// A door was shut that asking further would not open.
  void stop(const Answer& answer) {
    const bool edge = answer.sample.limit_owner == core::LimitOwner::kEdge;
    if (edge) hunt_.owner = core::LimitOwner::kEdge;
    finish();
    hunt_.give_up(fmt::format("stopped: {}", answer.sample.error.empty()
                                                 ? fmt::format("HTTP {}", answer.sample.status)
                                                 : answer.sample.error));
  }

  void finish() {
    phase_->note_step();
    phase_.reset();
  }

  Hunt hunt_;
  std::unique_ptr<Phase> phase_;
  AnswerLag lag_;
  core::Duration stepped_{0};  // the service's clock; all that phases see counts with it
  int lost_ = 0;
  bool mixed_ = false;
};

class RateLimitPlan final : public SearchPlan {
 public:
  RateLimitPlan(const LimitTerms& terms, std::optional<core::JsonValue> heavier)
      : terms_(terms), heavier_(std::move(heavier)) {}
  [[nodiscard]] std::unique_ptr<Search> make_search(
      const load::ArrivalContext& context) const override {
    return std::make_unique<RateLimitSearch>(terms_, context);
  }
  [[nodiscard]] bool steps_clock() const override { return terms_.step_clock; }
  [[nodiscard]] const core::JsonValue* heavier() const override {
    return heavier_ ? &*heavier_ : nullptr;
  }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("search for a rate limit, {:g} to {:g} rps", terms_.from, terms_.to);
  }

 private:
  LimitTerms terms_;
  std::optional<core::JsonValue> heavier_;
};

/// What of the request is different in a heavier one.
std::optional<core::JsonValue> read_heavier(core::Params& search) {
  const core::Json* const changes = search.raw("heavier");
  if (changes == nullptr) return std::nullopt;
  if (changes->is_object() && !changes->empty()) return core::JsonValue(*changes);
  search.error("heavier",
               "expected the members of the request that make it take about four times as many "
               "tokens, such as {\"max_tokens\": 64}");
  return std::nullopt;
}

std::unique_ptr<SearchPlan> read(core::Params& search) {
  constexpr double kFastest = 100'000;
  constexpr double kLongest = 86'400;
  LimitTerms terms;
  terms.from = search.number("from", terms.from, {0, kFastest, true});
  terms.to = search.number("to", 500, {0, kFastest, true});
  if (terms.to < terms.from) search.error("to", R"("to" is less than "from")");
  terms.grid = search.duration("grid_s", terms.grid, {0, kLongest, false});
  terms.longest_wait = search.duration("longest_wait_s", terms.longest_wait, {0, kLongest, true});
  terms.proof = search.flag("proof", terms.proof);
  terms.step_clock = search.flag("step_clock", terms.step_clock);
  terms.in_tokens = search.choice("of", "requests", {"requests", "tokens"}) == "tokens";
  std::optional<core::JsonValue> heavier = read_heavier(search);
  terms.heavier = heavier.has_value();
  return std::make_unique<RateLimitPlan>(terms, std::move(heavier));
}

}  // namespace

const SearchKind& rate_limit_search() {
  static constexpr SearchKind kKind{
      "rate_limit", "how a limit counts, its rate and size, whose it is, and whether it says so",
      read};
  return kKind;
}

}  // namespace orbench::search
