#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

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
    return phase_->wish();
  }
  void take(const load::Arrival& arrival) override { phase_->take(arrival.intended); }

  void learn(const Answer& answer) override {
    if (phase_ == nullptr) return;
    const Met met = met_of(answer);
    learn_clock(answer);
    hunt_.log.add(answer);
    if (met.what == Met::What::kRefused) learn_refusal(answer);
    count_lost(met);
    if (answer.sample.usage.output_tokens) {
      tokens_ += static_cast<double>(answer.sample.usage.prompt_tokens.value_or(0) +
                                     *answer.sample.usage.output_tokens);
      ++with_tokens_;
    }
    phase_->learn(met);
    if (answer.kind() == Answer::Kind::kStopped) {
      stop(answer);
    } else if (lost_ >= kMostLost) {
      finish();
      hunt_.give_up(fmt::format("{} requests in a row failed: {}", lost_, answer.sample.error));
    }
    while (phase_ != nullptr && std::holds_alternative<load::Ended>(phase_->wish())) {
      phase_->note_step();
      phase_ = phase_->next();
    }
  }

  void describe(results::SearchReport& report) const override {
    describe_hunt(hunt_, with_tokens_ > 0 ? tokens_ / with_tokens_ : 0, report);
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

  void learn_clock(const Answer& answer) {
    if (!answer.advice.server_date || !answer.sample.at.headers.is_set()) return;
    hunt_.clock.learn(*answer.advice.server_date, answer.sent(),
                      answer.sample.at.headers.since_epoch());
  }

  void learn_refusal(const Answer& answer) {
    if (hunt_.owner == core::LimitOwner::kNone) hunt_.owner = answer.sample.limit_owner;
    if (hunt_.owner != answer.sample.limit_owner && !mixed_) {
      mixed_ = true;
      hunt_.notes.push_back(fmt::format("some refusals are of another owner: {}",
                                        core::to_string(answer.sample.limit_owner)));
    }
    const core::RateLimitHeaders& headers = answer.advice.rate_limit;
    if (headers.limit) hunt_.limit_header = headers.limit;
    constexpr double kFarthest = 1e13;  // ms: what lies beyond is no instant
    if (headers.reset_ms && hunt_.clock.known() && *headers.reset_ms < kFarthest) {
      hunt_.hint = Hint{"X-RateLimit-Reset", fmt::format("{:.0f}", *headers.reset_ms),
                        hunt_.clock.local_at(*headers.reset_ms / 1000), hunt_.clock.error(), true};
    } else if (answer.advice.retry_after) {
      // Whole seconds, rounded up.
      constexpr core::Duration kHalf = std::chrono::milliseconds{500};
      hunt_.hint =
          Hint{"Retry-After", fmt::format("{:g} s", core::to_seconds(*answer.advice.retry_after)),
               answer.ended() + *answer.advice.retry_after - kHalf, kHalf, false};
    }
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
  double tokens_ = 0;
  double with_tokens_ = 0;
  int lost_ = 0;
  bool mixed_ = false;
};

class RateLimitPlan final : public SearchPlan {
 public:
  explicit RateLimitPlan(const LimitTerms& terms) : terms_(terms) {}
  [[nodiscard]] std::unique_ptr<Search> make_search(
      const load::ArrivalContext& context) const override {
    return std::make_unique<RateLimitSearch>(terms_, context);
  }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("search for a rate limit, {:g} to {:g} rps", terms_.from, terms_.to);
  }

 private:
  LimitTerms terms_;
};

std::unique_ptr<SearchPlan> read(core::Params& search) {
  constexpr double kFastest = 100'000;
  constexpr double kLongest = 86'400;
  LimitTerms terms;
  terms.from = search.number("from", terms.from, {0, kFastest, true});
  terms.to = search.number("to", 500, {0, kFastest, true});
  if (terms.to < terms.from) search.error("to", "\"to\" is less than \"from\"");
  terms.grid = search.duration("grid_s", terms.grid, {0, kLongest, false});
  terms.longest_wait = search.duration("longest_wait_s", terms.longest_wait, {0, kLongest, true});
  terms.proof = search.flag("proof", terms.proof);
  terms.in_tokens = search.choice("of", "requests", {"requests", "tokens"}) == "tokens";
  return std::make_unique<RateLimitPlan>(terms);
}

}  // namespace

const SearchKind& rate_limit_search() {
  static constexpr SearchKind kKind{
      "rate_limit", "how a limit counts, its rate and size, whose it is, and whether it says so",
      read};
  return kKind;
}

}  // namespace orbench::search
