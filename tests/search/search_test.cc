#include "harness/search/search.h"

#include <vector>

#include <gtest/gtest.h>

namespace orbench::search {
namespace {

using std::chrono::seconds;

/// Wants one request a second for ever, or waits for the answer to each.
class Metronome final : public Search {
 public:
  Metronome(const load::ArrivalContext& context, bool waits) : Search(context), waits_(waits) {}

 private:
  [[nodiscard]] Wish wish() const override {
    if (waits_ && open() > 0) return load::Waiting{};
    if (refused_) return load::Waiting{};
    return core::Duration(seconds(sent_));
  }
  void take(const load::Arrival& arrival) override {
    EXPECT_EQ(arrival.seq, static_cast<std::uint64_t>(sent_));
    ++sent_;
  }
  void learn(const Answer& answer) override { refused_ = answer.kind() == Answer::Kind::kRefused; }
  [[nodiscard]] std::string describe_standing() const override { return "ticking"; }
  void describe(results::SearchReport& report) const override {
    report.kind = "metronome";
    report.status = results::SearchStatus::kFound;
  }

  bool waits_;
  bool refused_ = false;
  int sent_ = 0;
};

load::ArrivalContext context(load::StopRule stop = {}) {
  load::ArrivalContext context;
  context.stop = stop;
  context.workload = "chat";
  return context;
}

metrics::Sample sample_of(core::Outcome outcome) {
  metrics::Sample sample;
  sample.outcome = outcome;
  sample.at.intended = core::Stamp(seconds(1));
  sample.at.sent = core::Stamp(seconds(2));
  sample.at.closed = core::Stamp(seconds(3));
  sample.usage.cost = core::Usd::from_dollars(0.5);
  return sample;
}

std::size_t arrivals_of(Search& search) {
  std::size_t count = 0;
  while (std::holds_alternative<load::Arrival>(search.next())) ++count;
  return count;
}

TEST(Search, LookingTakesNothing) {
  Metronome search(context(), false);
  EXPECT_EQ(std::get<load::Arrival>(search.peek()).seq, 0U);
  EXPECT_EQ(std::get<load::Arrival>(search.peek()).seq, 0U);
  EXPECT_EQ(std::get<load::Arrival>(search.next()).seq, 0U);
  EXPECT_EQ(std::get<load::Arrival>(search.peek()).intended, seconds(1));
}

TEST(Search, EndsAtTheCapsOfItsLoad) {
  load::StopRule stop;
  stop.requests = 3;
  Metronome by_count(context(stop), false);
  EXPECT_EQ(arrivals_of(by_count), 3U);
  stop.requests.reset();
  stop.duration = seconds(5);
  Metronome by_time(context(stop), false);
  EXPECT_EQ(arrivals_of(by_time), 5U);
}

TEST(Search, NeverWaitsForNobody) {
  Metronome search(context(), true);
  (void)search.next();
  EXPECT_TRUE(std::holds_alternative<load::Waiting>(search.peek()));
  const metrics::Sample refused = sample_of(core::Outcome::kRateLimited);
  search.on_answer({refused, 0, {}});
  EXPECT_TRUE(std::holds_alternative<load::Ended>(search.peek()));
}

TEST(Search, CountsWhatItSentAndReportsWhatItKnowsAtAnyTime) {
  Metronome search(context(), false);
  for (const core::Outcome outcome :
       {core::Outcome::kOk, core::Outcome::kRateLimited, core::Outcome::kNotSent,
        core::Outcome::kHttpError, core::Outcome::kOk}) {
    (void)search.next();
    const metrics::Sample sample = sample_of(outcome);
    search.on_answer({sample, 0, {}});
  }
  const results::SearchReport report = search.report(seconds(9));
  EXPECT_EQ(report.workload, "chat");
  EXPECT_EQ(report.status, results::SearchStatus::kInterrupted) << "it would go on";
  EXPECT_EQ(report.requests, 4);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(report.failed, 1);
  EXPECT_EQ(report.cost, core::Usd::from_dollars(2.5));
  EXPECT_EQ(report.seconds, 9);
}

TEST(Answer, TellsRefusalsThatPassFromThoseThatEndASearch) {
  using core::LimitOwner;
  using core::Outcome;
  struct Row {
    const char* why;
    Outcome outcome;
    LimitOwner owner;
    int status;
    Answer::Kind kind;
  };
  const std::vector<Row> rows = {
      {"served", Outcome::kOk, LimitOwner::kNone, 200, Answer::Kind::kServed},
      {"429", Outcome::kRateLimited, LimitOwner::kPlatform, 429, Answer::Kind::kRefused},
      {"402 that passes", Outcome::kRateLimited, LimitOwner::kInFlightBudget, 402,
       Answer::Kind::kRefused},
      {"429 as a page", Outcome::kRateLimited, LimitOwner::kEdge, 429, Answer::Kind::kStopped},
      {"403 as a page", Outcome::kHttpError, LimitOwner::kEdge, 403, Answer::Kind::kStopped},
      {"final 402", Outcome::kHttpError, LimitOwner::kNone, 402, Answer::Kind::kStopped},
      {"403", Outcome::kHttpError, LimitOwner::kNone, 403, Answer::Kind::kStopped},
      {"500", Outcome::kHttpError, LimitOwner::kNone, 500, Answer::Kind::kFailed},
      {"time-out", Outcome::kTimeoutTotal, LimitOwner::kNone, 0, Answer::Kind::kFailed},
      {"cut at the end", Outcome::kCancelled, LimitOwner::kNone, 0, Answer::Kind::kNotSent},
      {"no slot", Outcome::kNotSent, LimitOwner::kNone, 0, Answer::Kind::kNotSent},
  };
  for (const Row& row : rows) {
    metrics::Sample sample;
    sample.outcome = row.outcome;
    sample.limit_owner = row.owner;
    sample.status = row.status;
    EXPECT_EQ((Answer{sample, 0, {}}.kind()), row.kind) << row.why;
  }
}

TEST(Answer, OfARequestThatWasNeverSentHasTheInstantWhenItShouldHaveBeen) {
  metrics::Sample sample;
  sample.at.intended = core::Stamp(seconds(4));
  const Answer answer{sample, 0, {}};
  EXPECT_EQ(answer.sent(), seconds(4));
  EXPECT_EQ(answer.ended(), seconds(4));
}

}  // namespace
}  // namespace orbench::search
