// The promise of limits.max_cost_usd, held against the books of who bills: the mock's own.

#include <map>
#include <memory>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

constexpr double kBudget = 0.4;

/// The first model has an endpoint that fails now and then, and one that knows no max_tokens; the
/// second, which follows when both fail, is the dearest.
constexpr const char* kCatalog = R"({
  "settings": { "seed": 7, "generation_delay_ms": 50,
                "keep_alive": { "count": 0, "interval_ms": 0 } },
  "providers": [{ "name": "Near", "slug": "near" }, { "name": "Deaf", "slug": "deaf" },
                { "name": "Spare", "slug": "spare" }],
  "models": [{ "id": "a/fast", "completion_tokens": { "median": 200, "sigma": 0.3 } },
             { "id": "a/spare", "completion_tokens": { "median": 200, "sigma": 0.3 } }],
  "endpoints": [
    { "model": "a/fast", "provider": "near", "context_length": 4000,
      "supported_parameters": ["max_tokens"], "ttft": { "fixed_ms": 20 }, "gap": { "fixed_ms": 1 },
      "pricing": { "prompt": "0.000001", "completion": "0.000002" } },
    { "model": "a/fast", "provider": "deaf", "context_length": 4000,
      "max_completion_tokens": 300,
      "supported_parameters": ["temperature"], "ttft": { "fixed_ms": 20 },
      "gap": { "fixed_ms": 1 },
      "pricing": { "prompt": "0.0000015", "completion": "0.000002" } },
    { "model": "a/spare", "provider": "spare", "context_length": 4000,
      "supported_parameters": ["max_tokens"], "ttft": { "fixed_ms": 20 }, "gap": { "fixed_ms": 1 },
      "pricing": { "prompt": "0.000002", "completion": "0.000006" } }]
})";

constexpr const char* kScenario = R"({ "name": "t", "seed": 3,
  "limits": { "max_cost_usd": 0.4, "enforce_price_cap": true },
  "workloads": [{ "name": "w", "endpoint": "chat",
    "request": { "model": "a/fast", "models": ["a/spare"], "max_tokens": 40, "stream": true,
                 "messages": [{ "role": "user", "content": "${nonce} hi" }] },
    "cancel": { "share": 0.05, "after_tokens": 2 },
    "load": { "arrivals": "closed", "concurrency": 200, "requests": 100000 } }] })";

class Budget : public Orbench {
 protected:
  void SetUp() override {
    Orbench::SetUp();
    mock_ = std::make_unique<support::ChildProcess>(std::vector<std::string>{
        ORBENCH_BINARY, "mock", "--port", "0", "--config", write("billing.json", kCatalog),
        "--fault", "status_503:0.5@provider=near", "--fault", "status_503:0.3@provider=deaf",
        "--fault", "reset_mid_stream:0.05@endpoint=/chat/completions", "--fault",
        "truncated:0.05@endpoint=/chat/completions"});
    ASSERT_TRUE(mock_->wait_for_out("/api/v1\n"));
    const std::string said = "listening on ";
    url_ = mock_->out().substr(mock_->out().find(said) + said.size());
    url_.erase(url_.find('\n'));
  }

  /// Of the account, as the mock keeps it.
  [[nodiscard]] double billed() const {
    const auto done = orbench({"discover", "credits", "--target", url_, "--format", "json"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    const json reply = json::parse(done.out, nullptr, false);
    return reply["data"].value("total_usage", -1.0);
  }

  std::string url_;

 private:
  std::unique_ptr<support::ChildProcess> mock_;
};

TEST_F(Budget, IsNotPassedInTheBooksOfTheService) {
  const auto done = run("r", {write("s.json", kScenario), "--target", url_});
  const json result = summary("r");
  ASSERT_TRUE(result.is_object()) << done.err;
  EXPECT_EQ(result["run"]["stopped_by"], "max_cost_usd") << done.err;
  EXPECT_GE(result["cells"][0]["load"]["in_flight"].value("max", 0), 190)
      << result["cells"][0]["load"];
  std::map<std::string, int> outcomes;
  std::map<std::string, int> providers;
  for (const json& sample : samples("r")) {
    ++outcomes[sample["outcome"]];
    ++providers[sample.value("provider", "")];
  }
  for (const char* ended : {"ok", "cancelled", "truncated", "transport_error"}) {
    EXPECT_GT(outcomes[ended], 0) << ended;
  }
  for (const char* provider : {"Near", "Deaf", "Spare"}) EXPECT_GT(providers[provider], 0);

  constexpr double kRounding = 1e-9;
  const json& budget = result["budget"];
  const double told = result["totals"]["cost_usd"];
  const double looked_up = budget["looked_up_usd"];
  const double paid = billed();
  EXPECT_LE(paid, kBudget);
  EXPECT_GT(paid, kBudget / 10) << "and the budget was of some use";
  EXPECT_GT(budget["looked_up"], 0);
  EXPECT_LE(told + looked_up, paid + kRounding);
  EXPECT_GE(told + looked_up + budget["untold_worst_usd"].get<double>(), paid - kRounding);
  EXPECT_EQ(budget["price_caps"][0]["max_price"],
            (json{{"prompt", "2"}, {"completion", "6"}, {"request", "0"}}));
  EXPECT_THAT(done.out, HasSubstr("ended without a cost, told afterwards"));
  expect_counters_add_up(result, samples("r"));
}

}  // namespace
}  // namespace orbench::e2e
