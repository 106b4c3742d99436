#include "harness/run/ledger.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using Admission = Ledger::Admission;

TEST(Ledger, GrantsWithoutCapsAndCountsWhatIsOpen) {
  Ledger ledger({});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.in_flight(), 1);
  ledger.settle(core::Usd::from_dollars(0.25));
  EXPECT_EQ(ledger.in_flight(), 0);
  EXPECT_EQ(ledger.spent(), core::Usd::from_dollars(0.25));
}

TEST(Ledger, HoldsTheInFlightCapAndOpensAgain) {
  Ledger ledger({{}, {}, {}, 1});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.admit(), Admission::kInFlightFull);
  ledger.settle({});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
}

TEST(Ledger, StopsAtTheRequestCapAndSaysWhy) {
  Ledger ledger({{}, {}, 2, {}});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.admit(), Admission::kStopped);
  EXPECT_EQ(ledger.stop_reason(), StopReason::kMaxRequests);
  EXPECT_EQ(ledger.in_flight(), 2);
}

TEST(Ledger, CountsWorstCasesOfOpenRequestsAgainstTheBudget) {
  Ledger ledger({core::Usd::from_dollars(1.0), core::Usd::from_dollars(0.4), {}, {}});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.admit(), Admission::kStopped) << "a third could bring the sum to 1.20";
  EXPECT_EQ(ledger.stop_reason(), StopReason::kMaxCost);
}

TEST(Ledger, FreesWhatARequestDidNotCost) {
  Ledger ledger({core::Usd::from_dollars(1.0), core::Usd::from_dollars(0.4), {}, {}});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  ledger.settle(core::Usd::from_dollars(0.1));
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
}

TEST(Ledger, KeepsTheWorstCaseOfARequestWhoseCostNobodyTold) {
  Ledger ledger({core::Usd::from_dollars(1.0), core::Usd::from_dollars(0.4), {}, {}});
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  ledger.settle(std::nullopt);
  EXPECT_EQ(ledger.admit(), Admission::kGranted);
  ledger.settle(std::nullopt);
  EXPECT_EQ(ledger.admit(), Admission::kStopped);
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
  Ledger ledger({core::Usd::from_dollars(1.0), core::Usd::from_dollars(0.001), {}, {}});
  std::atomic<int> granted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (ledger.admit() == Admission::kGranted) {
        ++granted;
        ledger.settle(core::Usd::from_dollars(0.001));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted.load(), 1000);
  EXPECT_EQ(ledger.spent(), core::Usd::from_dollars(1.0));
}

}  // namespace
}  // namespace orbench::run
