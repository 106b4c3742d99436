// The promise of max_cost_usd, played through: whatever requests cost within their bound, and
// however they end, what is billed never passes the budget.

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using core::Usd;
using std::chrono::milliseconds;

const std::string kTwoHundred =
    R"({"name":"t","seed":5,"limits":{"max_cost_usd":0.1},"workloads":[{"name":"w",)"
    R"("endpoint":"chat","cancel":{"share":0.2,"after_tokens":2},)"
    R"("retries":{"on":["truncated"],"backoff_ms":1,"jitter":0},"session":{"turns":2},)"
    R"("request":{"model":"a/m","max_tokens":64,"stream":true,)"
    R"("messages":[{"role":"user","content":"${nonce} hi"}]},)"
    R"("load":{"arrivals":"closed","concurrency":200,"requests":100000}}]})";

/// Two rows, of which the second drops max_tokens and bills as much as it can say.
std::vector<PriceRow> prices() {
  PriceRow obedient;
  obedient.tag = "near";
  obedient.context_length = 4000;
  obedient.obeys_max_tokens = true;
  obedient.input = Usd::from_dollars(3e-7);
  obedient.output = Usd::from_dollars(9e-7);
  PriceRow deaf = obedient;
  deaf.tag = "far";
  deaf.obeys_max_tokens = false;
  deaf.max_completion_tokens = 300;
  return {obedient, deaf};
}

/// A service that bills what the two rows may bill, at once, whether it tells or not.
class Biller {
 public:
  Biller(DispatcherFixture& run, std::uint64_t seed) : run_(run), rng_(seed) {}

  void answer(transport::TransferId id) {
    const Usd cost = bill(run_.transport.requests[id - 1].body.size());
    billed += cost;
    const std::string token =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    run_.transport.head(id, 200, "text/event-stream");
    run_.transport.bytes(id, token + token + token);  // some leave here
    const std::uint64_t end = rng_.below(4);
    if (!is_open(id)) return;
    if (end == 0) return run_.transport.end(id, {});  // cut off: nobody tells the cost
    if (end == 1) {
      return run_.transport.end(id, {transport::TransferEnd::kTransportError, "reset", {}, 0});
    }
    run_.transport.bytes(
        id, fmt::format("data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":1,"
                        "\"completion_tokens\":3,\"cost\":{:.12f}}}}}\n\ndata: [DONE]\n\n",
                        cost.dollars()));
    if (is_open(id)) run_.transport.end(id, {});
  }

  Usd billed;

 private:
  bool is_open(transport::TransferId id) const {
    const auto open = run_.transport.open();
    return std::find(open.begin(), open.end(), id) != open.end();
  }

  Usd bill(std::size_t body_bytes) {
    // A token a byte is the worst tokenizer there can be; half of the requests meet it.
    const double share = rng_.below(2) == 0 ? 1.0 : rng_.uniform();
    const auto input = static_cast<std::int64_t>(static_cast<double>(body_bytes) * share);
    const std::int64_t output = rng_.below(2) == 0 ? 64 : 300;
    return Usd::from_pico(input * 300'000 + output * 900'000);
  }

  DispatcherFixture& run_;
  core::Rng rng_;
};

TEST(Budget, IsNeverPassedByWhatIsBilledWithTwoHundredInFlight) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    DispatcherFixture run(kTwoHundred, [](RunPlan& plan) {
      plan.cells[0].cost = *CostBound::of(prices(), *plan.cells[0].shape);
    });
    Biller service(run, seed);
    core::Rng rng(seed, "order");
    std::size_t most = 0;
    while (!run.dispatcher.done()) {
      run.turn_after(milliseconds{2});
      std::vector<transport::TransferId> open = run.transport.open();
      most = std::max(most, open.size());
      rng.shuffle(open);
      // Most stay open, so that what is in flight is of every age.
      const std::size_t answered = std::min(open.size(), open.size() / 10 + 1);
      for (std::size_t i = 0; i < answered; ++i) service.answer(open[i]);
      ASSERT_LE(service.billed, Usd::from_dollars(0.1));
    }
    EXPECT_EQ(run.ledger.stop_reason(), StopReason::kMaxCost);
    EXPECT_GT(most, 190U) << "the worst case is small enough for all of them";
    EXPECT_GT(service.billed, Usd::from_dollars(0.03)) << "and the budget was of some use";
  }
}

TEST(Budget, EndsTheRunWhenAReplyCostsMoreThanItCould) {
  DispatcherFixture run(
      R"({"name":"t","limits":{"max_cost_usd":0.1,"max_cost_per_request_usd":0.0005},"workloads":[)"
      R"({"name":"w","endpoint":"chat","request":{"model":"a/m","messages":[{"role":"user",)"
      R"("content":"hi"}]},"load":{"arrivals":"closed","concurrency":1,"requests":9}}]})");
  run.turn();
  run.answer_all();  // it costs $0.001
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_EQ(run.ledger.stop_reason(), StopReason::kBudgetModelBroken);
  EXPECT_EQ(run.transport.requests.size(), 1U);
}

}  // namespace
}  // namespace orbench::run
