#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mock/limits/limit_book.h"
#include "mock/limits/limit_rule.h"
#include "mock/limits/limiter.h"

namespace orbench::mock {
namespace {

using core::Duration;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

LimitRule bucket(double per_second, double burst, bool counts_refused = false) {
  LimitRule rule;
  rule.name = "bucket";
  rule.per_second = per_second;
  rule.amount = burst;
  rule.counts_refused = counts_refused;
  return rule;
}

LimitRule window(double amount, Duration length, Counting counting = Counting::kFixedWindow) {
  LimitRule rule;
  rule.name = "window";
  rule.counting = counting;
  rule.amount = amount;
  rule.window = length;
  return rule;
}

LimitSubject subject(std::string_view key = "k", std::string_view model = "a/m") {
  LimitSubject asked;
  asked.key = key;
  asked.model = model;
  return asked;
}

/// How many of the requests at these instants pass.
int passed(LimitBook& book, const std::vector<Duration>& instants,
           const LimitSubject& asked = subject()) {
  int count = 0;
  for (const Duration at : instants) {
    if (!book.ask(LimitOwner::kPlatform, asked, at)) ++count;
  }
  return count;
}

std::vector<Duration> evenly(Duration from, Duration gap, int count) {
  std::vector<Duration> instants;
  for (int i = 0; i < count; ++i) instants.push_back(from + i * gap);
  return instants;
}

TEST(Limiter, BucketGivesItsBurstAndThenItsRate) {
  LimitBook book({bucket(10.0, 40.0)});
  EXPECT_EQ(passed(book, evenly(seconds(100), Duration(0), 60)), 40) << "the burst";
  // 20 a second for ten seconds, against 10 that flow in.
  EXPECT_EQ(passed(book, evenly(seconds(100) + milliseconds(50), milliseconds(50), 200)), 100);
}

TEST(Limiter, BucketThatCountsRefusedRequestsStaysShutWhileItIsHammered) {
  LimitBook hard({bucket(10.0, 5.0, true)});
  EXPECT_EQ(passed(hard, evenly(seconds(1), milliseconds(50), 200)), 9) << "as it runs empty";
  EXPECT_EQ(passed(hard, {seconds(20)}), 1) << "and opens for those who wait";
}

TEST(Limiter, BucketSaysWhenItHasFilledEnough) {
  LimitBook book({bucket(4.0, 2.0)});
  ASSERT_EQ(passed(book, evenly(seconds(8), Duration(0), 2)), 2);
  const auto refusal = book.ask(LimitOwner::kPlatform, subject(), seconds(8));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->opens_at, seconds(8) + milliseconds(250));
  EXPECT_EQ(passed(book, {refusal->opens_at - Duration(1000)}), 0);
  EXPECT_EQ(passed(book, {refusal->opens_at}), 1);
}

TEST(Limiter, FixedWindowsBeginOnTheGrid) {
  LimitBook book({window(20, minutes(1))});
  const Duration late = minutes(3) + seconds(58);
  EXPECT_EQ(passed(book, evenly(late, milliseconds(50), 30)), 20);
  const auto refusal = book.ask(LimitOwner::kPlatform, subject(), late + seconds(1));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->opens_at, minutes(4)) << "the next minute, not a minute after the first";
  EXPECT_EQ(passed(book, evenly(minutes(4), milliseconds(50), 30)), 20) << "nothing is carried on";
}

TEST(Limiter, FixedWindowMayBeginWithItsFirstRequest) {
  LimitRule rule = window(3, seconds(10));
  rule.on_grid = false;
  LimitBook book({rule});
  EXPECT_EQ(passed(book, evenly(seconds(17), seconds(1), 9)), 3);
  EXPECT_EQ(passed(book, {seconds(27)}), 1) << "ten seconds after the first of the last window";
}

TEST(Limiter, SlidingWindowNeverHoldsMoreThanItsAmount) {
  LimitBook sliding({window(20, minutes(1), Counting::kSlidingWindow)});
  LimitBook fixed({window(20, minutes(1))});
  std::vector<Duration> instants = evenly(minutes(10) + seconds(1), milliseconds(1), 10);
  for (const Duration at : evenly(minutes(10) + seconds(30), milliseconds(1), 10)) {
    instants.push_back(at);
  }
  EXPECT_EQ(passed(sliding, instants), 20);
  EXPECT_EQ(passed(fixed, instants), 20);
  const auto refusal = sliding.ask(LimitOwner::kPlatform, subject(), minutes(10) + seconds(40));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->opens_at, minutes(11) + seconds(1)) << "when the first of them is old";
  // Just after the minute mark: one half is still inside the sliding minute.
  const auto next = evenly(minutes(11) + seconds(2), milliseconds(1), 20);
  EXPECT_EQ(passed(sliding, next), 10);
  EXPECT_EQ(passed(fixed, next), 20);
}

TEST(Limiter, SlidingWindowThatCountsRefusedRequestsIsBounded) {
  LimitRule rule = window(5, seconds(10), Counting::kSlidingWindow);
  rule.counts_refused = true;
  LimitBook book({rule});
  EXPECT_EQ(passed(book, evenly(seconds(1), milliseconds(1), 20'000)), 5) << "20 s of hammering";
  EXPECT_EQ(passed(book, {seconds(32)}), 1) << "ten seconds after the last";
}

TEST(Limiter, TokensWeighWhatTheyAre) {
  LimitRule rule = window(100, minutes(1));
  rule.meter = Meter::kTokens;
  LimitBook book({rule});
  LimitSubject heavy = subject();
  heavy.tokens = 40;
  EXPECT_EQ(passed(book, evenly(minutes(1), seconds(1), 5), heavy), 2);
  LimitSubject light = subject();
  light.tokens = 20;
  EXPECT_EQ(passed(book, {minutes(1) + seconds(9)}, light), 1) << "what is left is still there";
  heavy.tokens = 101;
  EXPECT_EQ(passed(book, {minutes(2)}, heavy), 0) << "never";
}

TEST(LimitBook, EveryKeyHasItsOwnCountUnlessTheAccountCounts) {
  LimitRule of_account = window(3, minutes(1));
  of_account.per_key = false;
  LimitBook keys({window(3, minutes(1))});
  LimitBook account({of_account});
  for (LimitBook* book : {&keys, &account}) {
    EXPECT_EQ(passed(*book, evenly(minutes(1), seconds(1), 5), subject("one")), 3);
  }
  EXPECT_EQ(passed(keys, {minutes(1) + seconds(9)}, subject("two")), 1);
  EXPECT_EQ(passed(account, {minutes(1) + seconds(9)}, subject("two")), 0);
}

TEST(LimitBook, FreeModelsHaveAMinuteAndADay) {
  LimitBook book(free_model_limits(kFreeRequestsADay));
  const LimitSubject free = subject("k", "a/m:free");
  EXPECT_EQ(passed(book, evenly(hours(24), seconds(1), 30), free), 20) << "in the first minute";
  EXPECT_EQ(passed(book, evenly(hours(24) + minutes(1), seconds(1), 30), free), 20);
  EXPECT_EQ(passed(book, evenly(hours(24) + minutes(2), seconds(1), 30), free), 10) << "50 a day";
  const auto refusal = book.ask(LimitOwner::kPlatform, free, hours(30));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->rule->name, "free-models-per-day");
  EXPECT_EQ(refusal->opens_at, hours(48)) << "midnight, UTC";
  EXPECT_EQ(passed(book, {hours(48)}, free), 1);
  EXPECT_EQ(passed(book, evenly(hours(30), Duration(0), 99)), 99) << "paid models are not limited";
}

TEST(LimitBook, RefusedRequestTakesNothingFromTheOtherLimits) {
  LimitBook book({window(2, minutes(1)), window(10, hours(1))});
  EXPECT_EQ(passed(book, evenly(hours(5), milliseconds(1), 50)), 2);
  const LimitRule& hourly = book.rules().back();
  EXPECT_DOUBLE_EQ(book.left(hourly, subject(), hours(5) + seconds(1)), 8.0);
  EXPECT_EQ(book.refused(), (std::vector<std::uint64_t>{48, 0}));
}

TEST(LimitBook, ProviderLimitConcernsItsProviderAlone) {
  LimitRule rule = window(1, minutes(1));
  rule.owner = LimitOwner::kUpstream;
  rule.provider = "near";
  LimitBook book({rule});
  LimitSubject near = subject();
  near.provider = "near";
  near.tag = "near/fp8";
  LimitSubject far = near;
  far.provider = far.tag = "far";
  EXPECT_FALSE(book.ask(LimitOwner::kUpstream, near, minutes(1)));
  EXPECT_TRUE(book.ask(LimitOwner::kUpstream, near, minutes(1)));
  EXPECT_FALSE(book.ask(LimitOwner::kUpstream, far, minutes(1)));
  EXPECT_FALSE(book.ask(LimitOwner::kPlatform, near, minutes(1))) << "another owner's limit";
}

TEST(LimitBook, ManySubjectsShareOneCountInTheEnd) {
  LimitBook book({window(1, hours(1))});
  for (std::size_t i = 0; i < LimitBook::kMostSubjects; ++i) {
    ASSERT_FALSE(book.ask(LimitOwner::kPlatform, subject("key" + std::to_string(i)), hours(1)));
  }
  EXPECT_FALSE(book.ask(LimitOwner::kPlatform, subject("one more"), hours(1)));
  EXPECT_TRUE(book.ask(LimitOwner::kPlatform, subject("and another"), hours(1)));
}

}  // namespace
}  // namespace orbench::mock
