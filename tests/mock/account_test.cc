#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/limited_service.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Account, CreditsRunOutByWhatWasBilled) {
  // An answer costs at most 14 millionths of a dollar: 6 tokens in, 8 out.
  LimitedService service(R"("account": {"credits_usd": 0.0001})");
  double billed = 0.0;
  int served = 0;
  Script answer = service.chat();
  for (; answer.status == 200; answer = service.chat()) {
    billed += json_of(answer)["usage"]["cost"].get<double>();
    ++served;
  }
  EXPECT_EQ(served, 7);
  EXPECT_EQ(answer.status, 402);
  const json error = json_of(answer)["error"];
  EXPECT_EQ(error["metadata"]["reason"], "weight_exceeds_budget");
  EXPECT_NE(error["message"].get<std::string>().find("up to 8 tokens"), std::string::npos);
  EXPECT_DOUBLE_EQ(service.get("/credits")["total_usage"].get<double>(), billed);
  EXPECT_DOUBLE_EQ(service.get("/key")["usage"].get<double>(), billed);
  EXPECT_DOUBLE_EQ(service.get("/credits")["total_credits"].get<double>(), 0.0001);
  EXPECT_EQ(service.chat_free().status, 200) << "nothing is owed yet";
}

TEST(Account, FailedRequestsCostNothing) {
  LimitedService service(R"("faults": ["status_503", "status_500"])");
  const Script answer = service.chat();
  EXPECT_GE(answer.status, 500);
  EXPECT_EQ(service.get("/credits")["total_usage"], 0.0);
  const Served& record = service.state().generations.all().back();
  EXPECT_TRUE(record.failed);
  EXPECT_EQ(record.attempts.back().status, 500);
  EXPECT_EQ(record.completion_tokens, 0);
}

TEST(Account, NegativeBalanceStopsFreeModelsToo) {
  LimitedService service(R"("account": {"credits_usd": 0.00001})");
  // The length is the model's own choice, so the estimate may fall short.
  service.state().account.bill("k", core::Usd::from_dollars(0.00002), 0);
  const Script refused = service.chat_free();
  EXPECT_EQ(refused.status, 402);
  EXPECT_EQ(json_of(refused)["error"]["metadata"]["limit_source"], "openrouter_credits");
}

TEST(Account, RequestsInFlightHoldTheBalance) {
  LimitedService service(
      R"("account": {"credits_usd": 0.00006, "in_flight_budget": true, "hold_after_ms": 400})");
  const std::string_view forty = R"("max_tokens": 34, )";  // with the prompt 40 millionths
  ASSERT_EQ(service.chat("k", forty).status, 200);
  const Script refused = service.chat("k", forty);
  ASSERT_EQ(refused.status, 402);
  EXPECT_EQ(json_of(refused)["error"]["metadata"]["reason"], "in_flight_budget_exhausted");
  EXPECT_EQ(script_header(refused, "Retry-After"), "1");
  service.clock().advance(milliseconds(499));
  EXPECT_EQ(service.chat("k", forty).status, 402) << "just finished";
  service.clock().advance(milliseconds(1));
  EXPECT_EQ(service.chat("k", forty).status, 200) << "let go";
}

TEST(Account, KeysThatWereMadeWorkUntilTheyAreDisabledOrDeleted) {
  LimitedService service(R"("account": {"any_key": false, "keys": [{"key": "root"}]})");
  EXPECT_EQ(service.chat("stranger").status, 401);
  EXPECT_EQ(service.chat("root").status, 200);
  const json made = json_of(service.send(
      "POST", "/keys", R"({"name": "n", "limit": 0.00002, "limit_reset": "daily"})", "root"));
  const std::string secret = made["key"];
  const std::string path = "/keys/" + made["data"]["hash"].get<std::string>();

  ASSERT_EQ(service.chat(secret).status, 200);
  const json key = service.get("/key", secret);
  const json row = service.get(path, "root");
  EXPECT_EQ(key["limit"], 0.00002);
  EXPECT_EQ(key["limit_reset"], "daily");
  EXPECT_GT(key["usage"].get<double>(), 0.0);
  EXPECT_EQ(row["usage"], key["usage"]);
  EXPECT_EQ(row["limit_remaining"], key["limit_remaining"]);
  while (service.chat(secret).status == 200) {
  }
  const Script spent = service.chat(secret);
  EXPECT_EQ(spent.status, 402);
  EXPECT_EQ(json_of(spent)["error"]["metadata"]["limit_source"], "openrouter_key_limit");
  EXPECT_EQ(service.chat("root").status, 200) << "a limit of that key alone";
  service.state().clock.step(hours(18));
  EXPECT_EQ(service.chat(secret).status, 200) << "a new day";

  service.send("PATCH", path, R"({"disabled": true})", "root");
  EXPECT_EQ(service.chat(secret).status, 401);
  EXPECT_EQ(service.send("GET", "/key", {}, secret).status, 401);
  service.send("PATCH", path, R"({"disabled": false})", "root");
  EXPECT_NE(service.chat(secret).status, 401);
  service.send("DELETE", path, {}, "root");
  EXPECT_EQ(service.chat(secret).status, 401);
}

TEST(Account, KeyExpiresByTheServicesClock) {
  LimitedService service(R"("account": {"keys": [
      {"key": "brief", "expires_at": "2026-01-01T06:00:10Z"}, {"key": "off", "disabled": true}]})");
  EXPECT_EQ(service.chat("off").status, 401);
  EXPECT_EQ(service.chat("brief").status, 200);
  service.clock().advance(seconds(9));
  EXPECT_EQ(service.chat("brief").status, 200);
  service.state().clock.step(seconds(1));
  EXPECT_EQ(service.chat("brief").status, 401);
  EXPECT_EQ(service.chat("anyone").status, 200) << "any_key";
}

TEST(Account, MistakesInLimitsAndKeysAreNamed) {
  const auto message = [](std::string_view members) {
    const auto config = parse_config(limited_config(members), "m.json");
    return config ? std::string() : config.error().message;
  };
  const auto says = [&](std::string_view members, std::string_view what) {
    EXPECT_NE(message(members).find(what), std::string::npos) << members << "\n"
                                                              << message(members);
  };
  says(R"("limits": [{"name": "x"}])", "needs either");
  says(R"("limits": [{"name": "x", "window": {"amount": 5}}])", "give seconds");
  says(R"("limits": [{"name": "x", "bucket": {"per_second": 0, "burst": 1}}])", "per_second");
  says(R"("limits": [{"name": "x", "owner": "edge", "of": "tokens",
          "window": {"amount": 5, "length_s": 1}}])",
       "knows no key");
  says(R"("limits": [{"name": "x", "provider": "near", "window": {"amount": 5, "length_s": 1}}])",
       "upstream");
  says(R"("account": {"keys": [{"key": "a"}, {"key": "a"}]})", "twice");
  says(R"("account": {"keys": [{"key": "a", "expires_at": "tomorrow"}]})", "2026-01-31");
}

}  // namespace
}  // namespace orbench::mock
