#include "harness/run/settler.h"

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using core::Usd;
using std::chrono::milliseconds;

const Settler::Manner kAtOnce{core::Duration{0}, core::Duration{0}, 4, 100};
constexpr core::Duration kAslongAsItTakes = std::chrono::hours{1};

Ledger::Caps ten_dollars() { return {Usd::from_dollars(10), {}, {}}; }

/// The budget still has room for a request of this worst case. Takes it.
bool has_room(Ledger& ledger, Usd worst) {
  EXPECT_EQ(ledger.enter(), Ledger::Admission::kGranted);
  return ledger.commit(worst);
}

/// A request that was sent and ended untold, `worst` kept for it.
void leave_untold(Ledger& ledger, Usd worst) {
  ASSERT_EQ(ledger.enter(), Ledger::Admission::kGranted);
  ASSERT_TRUE(ledger.commit(worst));
  ledger.settle(worst, {});
}

TEST(Settler, AsksAgainUntilTheServiceKnows) {
  Ledger ledger(ten_dollars());
  std::map<std::string, int> asked;
  Settler settler(
      ledger,
      [&](const std::string& id) {
        return ++asked[id] < 3 ? std::nullopt : std::optional(Usd::from_dollars(0.25));
      },
      kAtOnce);
  for (const char* id : {"gen-a", "gen-b"}) {
    leave_untold(ledger, Usd::from_dollars(1));
    settler.add(id, Usd::from_dollars(1));
  }
  settler.finish(kAslongAsItTakes);
  EXPECT_EQ(asked, (std::map<std::string, int>{{"gen-a", 3}, {"gen-b", 3}}));
  EXPECT_EQ(ledger.untold().learned_cost, Usd::from_dollars(0.5));
  EXPECT_EQ(ledger.untold().kept, 0);
  EXPECT_TRUE(has_room(ledger, Usd::from_dollars(9.5)));
}

TEST(Settler, KeepsForGoodWhatNobodyEverTells) {
  Ledger ledger(ten_dollars());
  int asked = 0;
  Settler settler(
      ledger,
      [&](const std::string&) {
        ++asked;
        return std::optional<Usd>{};
      },
      kAtOnce);
  leave_untold(ledger, Usd::from_dollars(1));
  settler.add("gen-a", Usd::from_dollars(1));
  leave_untold(ledger, Usd::from_dollars(2));
  settler.add("", Usd::from_dollars(2));
  settler.finish(kAslongAsItTakes);
  EXPECT_EQ(asked, 4) << "no more than so many rounds, and nobody is asked about an unknown id";
  EXPECT_EQ(ledger.untold().kept_worst, Usd::from_dollars(3));
  EXPECT_EQ(ledger.untold().kept, 2);
  EXPECT_FALSE(has_room(ledger, Usd::from_dollars(7.1)));
}

TEST(Settler, EndsAtOnceWithoutPatience) {
  Ledger ledger(ten_dollars());
  std::atomic<int> asked{0};
  {
    Settler settler(ledger,
                    [&](const std::string&) {
                      ++asked;
                      return std::optional<Usd>{};
                    },
                    {core::Duration{0}, std::chrono::hours{1}, 6, 100});
    settler.add("gen-a", Usd::from_dollars(1));
    settler.finish(core::Duration{0});
    settler.add("gen-b", Usd::from_dollars(1));
  }
  EXPECT_EQ(asked.load(), 0);
}

TEST(SettleRequest, TakesARefusalForFreeAndAsksAboutWhatWasCut) {
  const struct {
    const char* why;
    core::Outcome outcome;
    int status;
    bool free;
  } rows[] = {{"never sent", core::Outcome::kConnectError, 0, true},
              {"refused", core::Outcome::kHttpError, 404, true},
              {"turned away", core::Outcome::kRateLimited, 429, true},
              {"a failure may come late", core::Outcome::kHttpError, 502, false},
              {"an error within an answer", core::Outcome::kInBandError, 200, false},
              {"cut", core::Outcome::kTruncated, 200, false},
              {"cancelled", core::Outcome::kCancelled, 200, false}};
  for (const auto& row : rows) {
    Ledger ledger(ten_dollars());
    ASSERT_EQ(ledger.enter(), Ledger::Admission::kGranted);
    ASSERT_TRUE(ledger.commit(Usd::from_dollars(1)));
    metrics::Sample sample;
    sample.outcome = row.outcome;
    sample.status = row.status;
    settle_request(ledger, nullptr, Usd::from_dollars(1), sample);
    EXPECT_EQ(has_room(ledger, Usd::from_dollars(10)), row.free) << row.why;
  }
}

}  // namespace
}  // namespace orbench::run
