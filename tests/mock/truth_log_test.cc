#include "mock/server/truth_log.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace orbench::mock {
namespace {

using std::chrono::microseconds;

TruthLog small_log() { return TruthLog({true, 3, 2}); }

TokenTruth token_at(int us, bool queued = false) {
  TokenTruth token;
  token.due = microseconds(us);
  token.before = microseconds(us + 10);
  if (!queued) token.after = microseconds(us + 12);
  token.queued = queued;
  return token;
}

TEST(TruthLog, KeepsARequestUnderBothItsNames) {
  TruthLog log = small_log();
  const auto number = log.begin("gen-a", microseconds(1), microseconds(2));
  log.wrote(number, token_at(100));
  log.ended(number);
  const auto truth = log.find("gen-a");
  ASSERT_TRUE(truth);
  EXPECT_EQ(truth->number, 1U);
  EXPECT_EQ(truth->first_byte, microseconds(1));
  EXPECT_EQ(truth->read_whole, microseconds(2));
  EXPECT_TRUE(truth->over);
  ASSERT_EQ(truth->tokens.size(), 1U);
  EXPECT_EQ(truth->tokens[0].after, microseconds(112));
  EXPECT_EQ(log.find(number)->generation_id, "gen-a");
  EXPECT_FALSE(log.find("gen-b"));
  EXPECT_FALSE(log.find(0));
  EXPECT_FALSE(log.find(2));
}

TEST(TruthLog, ForgetsTheOldestRequestsAndTheLastTokens) {
  TruthLog log = small_log();
  for (int i = 1; i <= 100; ++i) {
    const auto number = log.begin("gen-" + std::to_string(i), {}, {});
    for (int k = 0; k < 5; ++k) log.wrote(number, token_at(k));
  }
  EXPECT_FALSE(log.find("gen-97"));
  EXPECT_FALSE(log.find(97));
  const auto kept = log.find("gen-98");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->tokens.size(), 2U);
  EXPECT_EQ(kept->tokens_seen, 5U);
  EXPECT_EQ(log.totals().requests, 100U);
  EXPECT_EQ(log.totals().tokens, 500U);
}

TEST(TruthLog, ListsWhatIsKeptInOrder) {
  TruthLog log = small_log();
  EXPECT_FALSE(log.next_after(0));
  for (int i = 1; i <= 5; ++i) log.begin("gen-" + std::to_string(i), {}, {});
  EXPECT_EQ(log.next_after(0)->number, 3U) << "the oldest that is left";
  EXPECT_EQ(log.next_after(3)->number, 4U);
  EXPECT_EQ(log.next_after(4)->number, 5U);
  EXPECT_FALSE(log.next_after(5));
  EXPECT_FALSE(log.next_after(~std::uint64_t{0}));
}

TEST(TruthLog, ClosesQueuedPairsWhenTheQueueHasEmptied) {
  TruthLog log = small_log();
  const auto number = log.begin("gen-a", {}, {});
  log.wrote(number, token_at(100));
  log.wrote(number, token_at(200, true));
  EXPECT_EQ(log.find(number)->tokens[1].after, core::Duration::zero());
  log.drained(number, microseconds(900));
  const auto truth = log.find(number);
  EXPECT_EQ(truth->tokens[0].after, microseconds(112)) << "was closed before";
  EXPECT_EQ(truth->tokens[1].after, microseconds(900));
  EXPECT_EQ(log.totals().tokens_queued, 1U);
}

TEST(TruthLog, SaysHowLateTheServerWas) {
  TruthLog log = small_log();
  const auto number = log.begin("gen-a", {}, {});
  log.wrote(number, token_at(100));
  TokenTruth late = token_at(200);
  late.before += microseconds(20);
  log.wrote(number, late);
  EXPECT_EQ(log.totals().late_sum, microseconds(40));
  EXPECT_EQ(log.totals().late_max, microseconds(30));
}

TEST(TruthLog, ResetKeepsOpenRequestsOutOfNewRecords) {
  TruthLog log = small_log();
  const auto open = log.begin("gen-a", {}, {});
  log.reset();
  EXPECT_FALSE(log.find("gen-a"));
  EXPECT_FALSE(log.find(open));
  const auto fresh = log.begin("gen-a", {}, {});
  EXPECT_NE(fresh, open);
  log.wrote(open, token_at(1));
  log.drained(open, microseconds(5));
  log.ended(open);
  EXPECT_TRUE(log.find("gen-a")->tokens.empty());
  EXPECT_FALSE(log.find("gen-a")->over);
}

TEST(TruthLog, NewestRequestOwnsAnIdThatCameTwice) {
  TruthLog log = small_log();
  log.begin("gen-a", {}, {});
  log.begin("gen-b", {}, {});
  log.begin("gen-a", {}, {});
  log.begin("gen-c", {}, {});  // takes the first one's place
  ASSERT_TRUE(log.find("gen-a"));
  EXPECT_EQ(log.find("gen-a")->number, 3U);
}

}  // namespace
}  // namespace orbench::mock
