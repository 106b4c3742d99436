#include "harness/search/maximum/step.h"

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::search {
namespace {

using core::Duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<Condition> conditions(std::initializer_list<std::string_view> texts) {
  std::vector<Condition> parsed;
  for (const std::string_view text : texts) parsed.push_back(parse_condition(text).value());
  return parsed;
}

metrics::Sample answered(double ttft_ms, core::Outcome outcome = core::Outcome::kOk) {
  metrics::Sample sample;
  sample.outcome = outcome;
  sample.stream = true;
  sample.at.intended = sample.at.sent = core::Stamp(Duration{0});
  if (outcome == core::Outcome::kOk) {
    sample.at.first_answer = sample.at.last_token = core::Stamp(core::from_ms(ttft_ms));
  }
  sample.at.closed = core::Stamp(core::from_ms(ttft_ms));
  return sample;
}

/// Holds a level at 10 requests a second, each of which ends after `service`; every n-th is bad.
struct Hold {
  Purpose purpose = Purpose::kBisect;
  Duration service = milliseconds{100};
  std::optional<Duration> known = milliseconds{100};
  int every = 0;  ///< 0: none is bad
  core::Outcome failure = core::Outcome::kHttpError;
};
struct Held {
  StepVerdict verdict = StepVerdict::kUndecided;
  Duration measured_from{0};
  Duration last_sent{0};
  std::int64_t sent = 0;
};

Held hold(const std::vector<Condition>& conditions, const Hold& how) {
  Step step({10, how.purpose}, conditions, StepRules(seconds{10}), Duration{0}, how.known);
  struct Open {
    std::size_t number = 0;
    Duration ends{0};
    bool bad = false;
  };
  std::deque<Open> open;
  Held held;
  bool measuring = false;
  const auto end_first = [&] {
    const metrics::Sample sample =
        open.front().bad ? answered(5, how.failure) : answered(5, core::Outcome::kOk);
    step.end(open.front().number, &sample, how.service);
    open.pop_front();
  };
  for (Duration at{0}; step.wants_more() && held.sent < 100'000; at += milliseconds{100}) {
    const std::size_t number = step.started();
    step.start(at);
    ++held.sent;
    held.last_sent = at;
    if (step.measures() && !measuring) held.measured_from = at;
    measuring = measuring || step.measures();
    open.push_back({number, at + how.service, how.every > 0 && held.sent % how.every == 0});
    while (!open.empty() && open.front().ends <= at) end_first();
  }
  while (!open.empty()) end_first();
  held.verdict = step.conclude();
  return held;
}

TEST(Step, SettlesForFiveSecondsOrFiveServices) {
  const auto under = conditions({"ttft.p95 < 1s"});
  EXPECT_EQ(hold(under, {}).measured_from, seconds{5});
  EXPECT_EQ(hold(under, {.service = seconds{2}, .known = seconds{2}}).measured_from, seconds{10});
}

TEST(Step, FirstStepLearnsHowLongARequestTakes) {
  const auto under = conditions({"ttft.p95 < 1s"});
  EXPECT_EQ(hold(under, {.service = seconds{2}, .known = std::nullopt}).measured_from, seconds{10});
  // Five have ended only after 20.4 s.
  const Duration slow = hold(under, {.service = seconds{20}, .known = std::nullopt}).measured_from;
  EXPECT_GE(slow, seconds{100});
}

TEST(Step, PassesWhatStaysUnderAndFailsWhatDoesNot) {
  const auto under = conditions({"ttft.p95 < 1s"});
  EXPECT_EQ(hold(under, {}).verdict, StepVerdict::kPassed);
  EXPECT_EQ(hold(under, {.every = 100}).verdict, StepVerdict::kPassed);
  EXPECT_EQ(hold(under, {.every = 9}).verdict, StepVerdict::kFailed);
}

TEST(Step, MeasuresTenSecondsAtLeastAndTenServices) {
  const auto under = conditions({"ttft.p95 < 1s"});
  const Held quick = hold(under, {});
  EXPECT_GE(quick.last_sent - quick.measured_from, seconds{10});
  EXPECT_LT(quick.last_sent - quick.measured_from, seconds{15});
  const Held slow = hold(under, {.service = seconds{3}, .known = seconds{3}});
  EXPECT_GE(slow.last_sent - slow.measured_from, seconds{30});
  // A failure waits as long: the first batches of an overload may be luck.
  const Held failing = hold(under, {.every = 2});
  EXPECT_GE(failing.last_sent - failing.measured_from, seconds{10});
}

TEST(Step, AllConditionsMustPassAndOneThatFailsDecides) {
  const auto both = conditions({"ttft.p95 < 1s", "errors.rate < 20%"});
  EXPECT_EQ(hold(both, {}).verdict, StepVerdict::kPassed);
  EXPECT_EQ(hold(both, {.every = 9}).verdict, StepVerdict::kFailed) << "by the first";
  const auto other = conditions({"ttft.p50 < 1s", "errors.rate < 3%"});
  EXPECT_EQ(hold(other, {.every = 9}).verdict, StepVerdict::kFailed) << "by the second";
}

TEST(Step, CannotTellAtTheLimitAndSaysSo) {
  const auto under = conditions({"ttft.p95 < 1s"});
  const Held held = hold(under, {.every = 20});
  EXPECT_EQ(held.verdict, StepVerdict::kUndecided);
  // 300 s come before 3,000 requests at this rate.
  EXPECT_NEAR(core::to_seconds(held.last_sent - held.measured_from), 300, 6);
  const Held soon = hold(conditions({"ttft.p90 < 1s"}), {.every = 10});
  EXPECT_EQ(soon.verdict, StepVerdict::kUndecided);
  EXPECT_NEAR(static_cast<double>(soon.sent), 1500 + 50, 5) << "150 / (1 - Q) requests";
}

TEST(Step, AscentGoesOnUnlessItClearlyFails) {
  const auto under = conditions({"ttft.p95 < 1s"});
  const Held fine = hold(under, {.purpose = Purpose::kAscent});
  EXPECT_EQ(fine.verdict, StepVerdict::kUndecided);
  EXPECT_LE(fine.last_sent, seconds{20});
  EXPECT_EQ(hold(under, {.purpose = Purpose::kAscent, .every = 14}).verdict,
            StepVerdict::kUndecided);
  const Held bad = hold(under, {.purpose = Purpose::kAscent, .every = 2});
  EXPECT_EQ(bad.verdict, StepVerdict::kFailed);
  EXPECT_LE(bad.last_sent, seconds{9}) << "the first batch says enough";
}

TEST(Step, SlowRequestsAreAwaitedInTheirOrder) {
  // The first measured request hangs: nothing is decided without it.
  const auto under = conditions({"ttft.p95 < 1s"});
  Step step({10, Purpose::kAscent}, under, StepRules(seconds{10}), Duration{0}, milliseconds{100});
  std::optional<std::size_t> hanging;
  Duration at{0};
  const metrics::Sample bad = answered(5, core::Outcome::kHttpError);
  for (; step.wants_more(); at += milliseconds{100}) {
    const std::size_t number = step.started();
    step.start(at);
    if (step.measures() && !hanging) {
      hanging = number;
      continue;
    }
    step.end(number, &bad, std::nullopt);
  }
  EXPECT_FALSE(step.verdict());
  EXPECT_NEAR(core::to_seconds(at), 15, 0.2) << "settled and measured to the end of an ascent";
  step.end(*hanging, &bad, std::nullopt);
  EXPECT_EQ(step.conclude(), StepVerdict::kFailed);
}

TEST(Step, WhatWasCutOnPurposeCountsNeitherWay) {
  const auto under = conditions({"ttft.p95 < 1s"});
  Step step({10, Purpose::kAscent}, under, StepRules(seconds{10}), Duration{0}, milliseconds{100});
  for (Duration at{0}; step.wants_more(); at += milliseconds{100}) {
    step.start(at);
    step.end(step.started() - 1, nullptr, std::nullopt);
  }
  EXPECT_EQ(step.tests().front().requests(), 0);
  EXPECT_EQ(step.conclude(), StepVerdict::kUndecided);
}

/// A step of 10 requests a second none of which ends; each is looked at when it is a second old.
struct Hanging {
  explicit Hanging(const std::vector<Condition>& conditions)
      : step({10, Purpose::kBisect}, conditions, StepRules(seconds{10}), Duration{0},
             milliseconds{100}) {}

  void run(std::optional<double> ttft_ms) {
    Duration at{0};
    for (; step.wants_more() && at < seconds{60}; at += milliseconds{100}) {
      step.start(at);
      if (at < seconds{1}) continue;
      metrics::Sample so_far;
      so_far.stream = true;
      so_far.at.sent = core::Stamp(at - seconds{1});
      if (ttft_ms) so_far.at.first_answer = core::Stamp(at - seconds{1} + core::from_ms(*ttft_ms));
      step.glimpse(step.started() - 11, so_far, at + milliseconds{1});
    }
    ended = at;
  }

  Step step;
  Duration ended{0};
};

TEST(Step, RequestsThatAreTooOldAreBadBeforeTheyEnd) {
  const auto under = conditions({"ttft.p95 < 1s"});
  Hanging hanging(under);
  hanging.run(std::nullopt);
  EXPECT_EQ(hanging.step.verdict(), StepVerdict::kFailed);
  EXPECT_LE(hanging.ended, seconds{18}) << "5 s to settle, 10 to measure, and the age of the last";
}

TEST(Step, RequestsWhoseFirstTokenCameInTimeAreGoodBeforeTheyEnd) {
  const auto under = conditions({"ttft.p95 < 1s"});
  Hanging hanging(under);
  hanging.run(200);
  EXPECT_EQ(hanging.step.verdict(), StepVerdict::kPassed);
}

TEST(Step, EachConditionCountsWhatItKnowsByItself) {
  // The first is refuted by ages alone, the second waits for ends that never come.
  const auto both = conditions({"ttft.p95 < 1s", "errors.rate < 5%"});
  Hanging late(both);
  late.run(std::nullopt);
  EXPECT_EQ(late.step.verdict(), StepVerdict::kFailed);
  EXPECT_EQ(late.step.tests()[1].requests(), 0);
  Hanging in_time(both);
  in_time.run(200);
  EXPECT_FALSE(in_time.step.verdict()) << "nobody knows yet whether they fail";
}

TEST(Step, TheEndHasTheLastWord) {
  const auto under = conditions({"ttft.p95 < 1s"});
  Hanging good(under);
  good.run(200);
  const std::int64_t requests = good.step.tests()[0].requests();
  ASSERT_GT(requests, 0);
  EXPECT_EQ(good.step.tests()[0].bad(), 0);
  const metrics::Sample broke = answered(200, core::Outcome::kTruncated);
  for (std::size_t i = 0; i < good.step.started(); ++i) good.step.end(i, &broke, std::nullopt);
  EXPECT_EQ(good.step.tests()[0].bad(), good.step.tests()[0].requests()) << "once each";
  EXPECT_GE(good.step.tests()[0].requests(), requests);
  Hanging late(under);
  late.run(std::nullopt);
  const metrics::Sample fine = answered(200);
  for (std::size_t i = 0; i < late.step.started(); ++i) late.step.end(i, &fine, std::nullopt);
  EXPECT_EQ(late.step.tests()[0].bad(), 0) << "it was in time, and only read too late";
}

}  // namespace
}  // namespace orbench::search
