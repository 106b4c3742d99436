#include "harness/run/ledger.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using Admission = Ledger::Admission;

/// Both steps at once.
Admission admit(Ledger& ledger, double worst = 0) {
  const Admission entered = ledger.enter();
  if (entered != Admission::kGranted) return entered;
  return ledger.commit(core::Usd::from_dollars(worst)) ? Admission::kGranted : Admission::kStopped;
}
void settle(Ledger& ledger, double worst, std::optional<double> cost) {
  std::optional<core::Usd> told;
  if (cost) told = core::Usd::from_dollars(*cost);
  ledger.settle(core::Usd::from_dollars(worst), told);
}

TEST(Ledger, GrantsWhateverNoCapForbids) {
  Ledger ledger({});
  EXPECT_EQ(admit(ledger), Admission::kGranted);
  EXPECT_EQ(admit(ledger, 1e6), Admission::kGranted);
  settle(ledger, 0, 0.25);
  settle(ledger, 1e6, {});
  EXPECT_EQ(ledger.untold().kept, 0) << "nobody asks for it";
  EXPECT_FALSE(ledger.stopped()) << "without a budget no cost is too high";
}

TEST(Ledger, HoldsTheInFlightCapAndOpensAgain) {
  Ledger ledger({{}, {}, 1});
  EXPECT_EQ(admit(ledger), Admission::kGranted);
  EXPECT_EQ(admit(ledger), Admission::kInFlightFull);
  settle(ledger, 0, {});
  EXPECT_EQ(admit(ledger), Admission::kGranted);
}

TEST(Ledger, StopsAtTheRequestCapAndSaysWhy) {
  Ledger ledger({{}, 2, {}});
  EXPECT_EQ(admit(ledger), Admission::kGranted);
  EXPECT_EQ(admit(ledger), Admission::kGranted);
  EXPECT_EQ(admit(ledger), Admission::kStopped);
  EXPECT_EQ(ledger.stop_reason(), StopReason::kMaxRequests);
}

Ledger::Caps one_dollar() { return {core::Usd::from_dollars(1.0), {}, {}}; }

TEST(Ledger, CountsWorstCasesOfOpenRequestsAgainstTheBudget) {
  Ledger ledger(one_dollar());
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
  EXPECT_EQ(admit(ledger, 0.4), Admission::kStopped) << "a third could bring the sum to 1.20";
  EXPECT_EQ(ledger.stop_reason(), StopReason::kMaxCost);
}

TEST(Ledger, TakesEachRequestByItsOwnWorstCase) {
  Ledger ledger(one_dollar());
  EXPECT_EQ(admit(ledger, 0.9), Admission::kGranted);
  EXPECT_EQ(admit(ledger, 0.1), Admission::kGranted) << "to the last cent";
  EXPECT_EQ(admit(ledger, 0.000001), Admission::kStopped);
}

TEST(Ledger, FreesWhatARequestDidNotCost) {
  Ledger ledger(one_dollar());
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
  settle(ledger, 0.4, 0.1);
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
}

TEST(Ledger, KeepsTheWorstCaseOfARequestWhoseCostNobodyTold) {
  for (const std::optional<double> untold :
       {std::optional<double>{}, std::optional<double>{-5.0}}) {
    Ledger ledger(one_dollar());
    EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
    settle(ledger, 0.4, untold);
    EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
    settle(ledger, 0.4, untold);
    EXPECT_EQ(admit(ledger, 0.4), Admission::kStopped);
  }
}

TEST(Ledger, GivesBackWhatAnUntoldRequestTurnsOutNotToHaveCost) {
  Ledger ledger(one_dollar());
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
  settle(ledger, 0.4, {});
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted);
  settle(ledger, 0.4, {});
  EXPECT_EQ(ledger.untold().kept, 2);
  EXPECT_EQ(ledger.untold().kept_worst, core::Usd::from_dollars(0.8));
  ledger.learn(core::Usd::from_dollars(0.4), core::Usd::from_dollars(0.1));
  EXPECT_EQ(ledger.untold().kept_worst, core::Usd::from_dollars(0.4));
  EXPECT_EQ(ledger.untold().kept, 1);
  EXPECT_EQ(ledger.untold().learned, 1);
  EXPECT_EQ(ledger.untold().learned_cost, core::Usd::from_dollars(0.1));
  EXPECT_EQ(admit(ledger, 0.4), Admission::kGranted) << "there is room again";
  ledger.learn(core::Usd::from_dollars(0.4), core::Usd::from_dollars(-1));
  EXPECT_EQ(ledger.untold().kept, 1) << "a negative cost frees nothing";
  ledger.learn(core::Usd::from_dollars(0.4), core::Usd::from_dollars(0.5));
  EXPECT_EQ(ledger.stop_reason(), StopReason::kBudgetModelBroken);
}

TEST(Ledger, StopsWhenARequestCostsMoreThanItCould) {
  for (const double cost : {0.11, 1e12}) {
    Ledger ledger(one_dollar());
    EXPECT_EQ(admit(ledger, 0.1), Admission::kGranted);
    settle(ledger, 0.1, cost);
    EXPECT_EQ(ledger.stop_reason(), StopReason::kBudgetModelBroken);
    EXPECT_EQ(admit(ledger, 0.1), Admission::kStopped);
  }
}

TEST(Ledger, KeepsTheFirstReasonToStop) {
  Ledger ledger({});
  ledger.stop(StopReason::kMaxDuration);
  ledger.stop(StopReason::kSignal);
  EXPECT_EQ(ledger.stop_reason(), StopReason::kMaxDuration);
  EXPECT_FALSE(ledger.abandoned());
  ledger.abandon();
  EXPECT_TRUE(ledger.abandoned());
  EXPECT_EQ(ledger.stop_reason(), StopReason::kMaxDuration);
}

TEST(Ledger, NeverPassesABudgetUnderManyThreads) {
  // Every request costs its worst case, so exactly 1000 fit into the budget.
  Ledger ledger(one_dollar());
  std::atomic<int> granted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (admit(ledger, 0.001) == Admission::kGranted) {
        ++granted;
        settle(ledger, 0.001, 0.001);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted.load(), 1000);
}

}  // namespace
}  // namespace orbench::run
