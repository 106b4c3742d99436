#include "harness/run/cost_bound.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/run/price_cap.h"
#include "harness/run/price_lookup.h"
#include "tests/run/plan_text.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_server.h"

namespace orbench::run {
namespace {

using core::Usd;
using ::testing::HasSubstr;

RequestShape shape_of(const std::string& request, const char* endpoint = "chat") {
  return read_request_shape(endpoint, core::Json::parse(request, nullptr, false));
}

PriceRow row(const std::string& tag, double input, double output) {
  PriceRow made;
  made.tag = tag;
  made.context_length = 1000;
  made.max_completion_tokens = 400;
  made.obeys_max_tokens = true;
  made.input = made.prompt.least = made.prompt.most = Usd::from_dollars(input);
  made.output = made.completion.least = made.completion.most = Usd::from_dollars(output);
  return made;
}

const std::string kRequest =
    R"({"model":"a/m","max_tokens":100,"messages":[{"role":"user","content":"hi"}])";

TEST(RequestShape, ReadsWhatBoundsTheCost) {
  const RequestShape shape = shape_of(
      kRequest + R"(,"models":["a/n"],"tools":[{"type":"function"}],"max_completion_tokens":120,
      "provider":{"only":["near"],"ignore":["far"],"max_price":{"prompt":1,"completion":2.5}}})");
  EXPECT_EQ(shape.models, (std::vector<std::string>{"a/m", "a/n"}));
  EXPECT_EQ(shape.max_output_tokens, 120) << "the larger of the two";
  EXPECT_EQ(shape.messages, 1);
  EXPECT_TRUE(shape.has_tools);
  EXPECT_FALSE(shape.open_reasoning);
  EXPECT_EQ(shape.only, std::vector<std::string>{"near"});
  EXPECT_EQ(shape.max_completion_usd, 2.5);
  EXPECT_EQ(shape.unboundable, "");
  EXPECT_TRUE(shape_of(kRequest + R"(,"reasoning":{"effort":"high"}})").open_reasoning);
  EXPECT_FALSE(shape_of(kRequest + R"(,"reasoning":{"max_tokens":50}})").open_reasoning);
  EXPECT_FALSE(shape_of(kRequest + R"(,"reasoning":{"enabled":false}})").open_reasoning);
}

TEST(RequestShape, SaysWhereNoBoundCanBeGiven) {
  const struct {
    const char* why;
    std::string request;
    const char* endpoint;
    const char* at;
  } rows[] = {
      {"no cap on the answer", R"({"model":"a/m","messages":[]})", "chat", "max_tokens"},
      {"a cap beyond numbers", R"({"model":"a/m","max_tokens":18446744073709551615,"messages":[]})",
       "chat", "max_tokens"},
      {"no cap, on another wire", R"({"model":"a/m","input":"x"})", "responses",
       "max_output_tokens"},
      {"no model", R"({"max_tokens":1,"messages":[]})", "chat", "model"},
      {"a router", R"({"model":"openrouter/auto","max_tokens":1,"messages":[]})", "chat", "model"},
      {"a web search", R"({"model":"a/m:online","max_tokens":1,"messages":[]})", "chat", "model"},
      {"a fallback that routes", R"({"model":"a/m","models":["openrouter/auto"],"max_tokens":1})",
       "chat", "model"},
      {"a plugin", kRequest + R"(,"plugins":[{"id":"web"}]})", "chat", "plugins"},
      {"a tool of the service's own", kRequest + R"(,"tools":[{"type":"openrouter:web_search"}]})",
       "chat", "tools"},
      {"a picture", R"({"model":"a/m","max_tokens":1,"messages":[{"role":"user","content":
       [{"type":"text","text":"x"},{"type":"image_url"}]}]})",
       "chat", "messages"},
      {"another kind", R"({"model":"a/m"})", "speech", ""},
  };
  for (const auto& row : rows) {
    const RequestShape shape = shape_of(row.request, row.endpoint);
    EXPECT_NE(shape.unboundable, "") << row.why;
    EXPECT_EQ(shape.at_fault, row.at) << row.why;
  }
  EXPECT_EQ(shape_of(R"({"model":"a/e","input":["x","y"]})", "embeddings").unboundable, "");
}

TEST(CostBound, IsThatOfTheDearestReachableRow) {
  const std::vector<PriceRow> rows = {row("near", 1e-6, 2e-6), row("far/fp8", 3e-6, 1e-6)};
  const auto worst = [&](const std::string& more, std::size_t bytes) {
    const auto bound = CostBound::of(rows, shape_of(kRequest + more + "}"));
    return bound ? bound->worst(bytes).dollars() : -1;
  };
  EXPECT_NEAR(worst("", 200), 280 * 3e-6 + 100e-6, 1e-12)
      << "200 bytes, 64 + 16 tokens beside them";
  EXPECT_NEAR(worst("", 100'000), 1000 * 3e-6 + 100e-6, 1e-12) << "no more than the context";
  EXPECT_NEAR(worst(R"(,"provider":{"only":["near"]})", 200), 280e-6 + 200e-6, 1e-12);
  EXPECT_NEAR(worst(R"(,"provider":{"only":["far"]})", 200), 280 * 3e-6 + 100e-6, 1e-12);
  EXPECT_NEAR(worst(R"(,"provider":{"ignore":["far/fp8"]})", 200), 280e-6 + 200e-6, 1e-12);
  EXPECT_NEAR(worst(R"(,"provider":{"max_price":{"prompt":1}})", 200), 280e-6 + 200e-6, 1e-12);
  EXPECT_NEAR(worst(R"(,"provider":{"max_price":{"prompt":"1"}})", 200), 280e-6 + 200e-6, 1e-12)
      << "the API takes caps as strings too";
  EXPECT_NEAR(worst(R"(,"tools":[{"type":"function"}])", 0), 1000 * 3e-6 + 100e-6, 1e-12);
  EXPECT_EQ(worst(R"(,"provider":{"only":["nobody"]})", 200), -1);
}

TEST(CostBound, TakesAnEndpointThatDropsTheCapByWhatItCanSay) {
  PriceRow deaf = row("near", 0, 1e-6);
  deaf.obeys_max_tokens = false;
  const auto worst = [&](const std::string& more) {
    return CostBound::of({deaf}, shape_of(kRequest + more + "}"))->worst(10).dollars();
  };
  EXPECT_NEAR(worst(""), 400e-6, 1e-12);
  deaf.max_completion_tokens.reset();
  EXPECT_NEAR(worst(""), 1000e-6, 1e-12) << "its whole context";
  deaf = row("near", 0, 1e-6);
  EXPECT_NEAR(worst(R"(,"reasoning":{"effort":"high"})"), 400e-6, 1e-12)
      << "thinking is not under the cap";
  EXPECT_NEAR(CostBound::of({deaf}, shape_of(R"({"model":"a/m","max_tokens":1,"messages":[1]})"))
                  ->worst(10)
                  .dollars(),
              16e-6, 1e-12)
      << "some take no cap under 16";
}

TEST(CostBound, KnowsTheLikelyCostToo) {
  const auto bound = CostBound::of({row("near", 1e-6, 2e-6)}, shape_of(kRequest + "}"));
  EXPECT_NEAR(bound->likely(400).dollars(), 100e-6 + 200e-6, 1e-12);
  EXPECT_EQ(CostBound(Usd::from_dollars(0.5)).worst(1'000'000), Usd::from_dollars(0.5));
  EXPECT_EQ(CostBound().worst(1'000'000), Usd());
}

TEST(CostBound, HoldsACapAgainstPlainPricesAndAtTheirLowest) {
  PriceRow one = row("near", 5e-6, 2e-6);  // written to a cache it costs more than the cap
  one.prompt.least = Usd::from_dollars(1e-6);
  const auto bound =
      CostBound::of({one}, shape_of(kRequest + R"(,"provider":{"max_price":{"prompt":1}}})"));
  ASSERT_TRUE(bound) << "the router looks at the plain price, which may be the lowest of the day";
  EXPECT_NEAR(bound->worst(200).dollars(), 280 * 5e-6 + 200e-6, 1e-12);
}

TEST(PriceCap, IsTheDearestOfWhatMayServe) {
  std::vector<PriceRow> rows = {row("near", 1.5e-6, 2e-6), row("far", 1e-6, 4.000001e-6)};
  rows[0].request = Usd::from_dollars(0.0005);
  rows.push_back(row("never", 1, 1));
  const core::Json request =
      core::Json::parse(kRequest + R"(,"provider":{"ignore":["never"],"sort":"price",
                                       "max_price":{"prompt":"5","image":"0.1"}}})");
  const core::Json cap = price_cap(rows, read_request_shape("chat", request));
  EXPECT_EQ(cap.dump(), R"({"prompt":"1.5","completion":"4.000001","request":"0.0005"})");
  const core::Json capped = with_price_cap(request, cap);
  EXPECT_EQ(capped["provider"]["max_price"]["prompt"], "1.5") << "lower than its own";
  EXPECT_EQ(capped["provider"]["max_price"]["image"], "0.1");
  EXPECT_EQ(capped["provider"]["sort"], "price");
  EXPECT_EQ(with_price_cap(core::Json::parse(kRequest + "}"), cap)["provider"]["max_price"], cap);
}

TEST(PriceRows, AreTheDearestOfEachPrice) {
  const auto rows = read_price_rows(R"({"data":{"endpoints":[{"tag":"near","context_length":4096,
      "max_completion_tokens":null,"supported_parameters":["seed","max_tokens"],
      "pricing":{"prompt":"0.000001","completion":"0.000002","request":"0.001",
        "input_cache_write":"0.0000013","internal_reasoning":"0.000003","image":"0",
        "overrides":[{"min_prompt_tokens":1000,"prompt":"0.000004"}]}}]}})");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 1U);
  const PriceRow& row = rows->front();
  EXPECT_TRUE(row.obeys_max_tokens);
  EXPECT_EQ(row.context_length, 4096);
  EXPECT_NEAR(row.input.dollars(), 4e-6, 2e-12);
  EXPECT_NEAR(row.output.dollars(), 3e-6, 2e-12);
  EXPECT_NEAR(row.request.dollars(), 1e-3, 2e-12);
  EXPECT_GE(row.input.pico(), 4'000'000) << "never rounded down";
}

TEST(PriceRows, AreRefusedWhenAPriceIsNotKnown) {
  const auto endpoint = [](const std::string& pricing) {
    return R"({"data":{"endpoints":[{"tag":"near","context_length":9,"pricing":)" + pricing +
           "}]}}";
  };
  for (const std::string& body :
       {endpoint(R"({"prompt":"-1","completion":"-1"})"), endpoint(R"({"prompt":"0.1"})"),
        endpoint(R"({"prompt":"cheap","completion":"0"})"), endpoint("null"), std::string("[]"),
        std::string("<html>"), std::string(R"({"data":{}})"), std::string(R"({"data":[1]})"),
        std::string(R"({"data":{"endpoints":[{"pricing":{"prompt":"0","completion":"0"}}]}})")}) {
    EXPECT_FALSE(read_price_rows(body)) << body;
  }
}

TEST(PriceLookup, FindsTheEndpointsOfAModel) {
  EXPECT_EQ(endpoints_path("acme/swift-8b"), "/models/acme/swift-8b/endpoints");
  EXPECT_EQ(endpoints_path("acme/swift-8b:nitro"), "/models/acme/swift-8b/endpoints");
  EXPECT_EQ(endpoints_path("acme/swift-8b:free"), "/models/acme/swift-8b:free/endpoints");
}

/// A plan with a budget, against a server that answers every look-up like this.
core::Result<void> look_up(RunPlan& plan, const std::string& reply) {
  using orbench::testing::Act;
  orbench::testing::ScriptedServer server({{Act::read_request(), Act::send(reply), Act::repeat()}});
  std::string url = server.url();
  url.pop_back();
  const core::MonotonicClock clock;
  return look_up_prices(plan, {url, core::Secret("k"), "", {}}, {}, clock);
}
std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
constexpr const char* kLoad = R"({"arrivals":"closed","concurrency":1,"requests":1})";
constexpr const char* kBudget = R"("limits":{"max_cost_usd":1},)";

TEST(PriceLookup, BoundsEachCellByThePricesOfItsModel) {
  PlanFromText made(chat_scenario(kLoad, R"("matrix":{"request.max_tokens":[100,200]},)", kBudget));
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  ASSERT_TRUE(needs_prices(made.plan));
  const auto done = look_up(made.plan, ok(R"({"data":{"endpoints":[{"tag":"near",
      "context_length":9000,"supported_parameters":["max_tokens"],
      "pricing":{"prompt":"0","completion":"0.001"}}]}})"));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_NEAR(estimate_cost(made.plan, 0).worst.dollars(), 0.1, 1e-9);
  EXPECT_NEAR(estimate_cost(made.plan, 1).worst.dollars(), 0.2, 1e-9);
}

TEST(PriceLookup, SendsThePricesAsCapsWhereTheyAreToBeEnforced) {
  PlanFromText made(chat_scenario(kLoad, R"("matrix":{"request.max_tokens":[100]},)",
                                  R"("limits":{"max_cost_usd":1,"enforce_price_cap":true},)"));
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  ASSERT_TRUE(look_up(made.plan, ok(R"({"data":{"endpoints":[{"tag":"near",
      "context_length":9000,"supported_parameters":["max_tokens"],
      "pricing":{"prompt":"0.000002","completion":"0.000008"}}]}})")));
  core::HttpRequest request;
  made.plan.cells[0].request->render({1, 0, false, 0}, request);
  const core::Json body = core::Json::parse(request.body, nullptr, false);
  EXPECT_EQ(body["provider"]["max_price"].dump(),
            R"({"prompt":"2","completion":"8","request":"0"})");
  EXPECT_EQ(made.plan.cells[0].price_cap.get(), body["provider"]["max_price"]);
  EXPECT_NE(body["messages"].dump().find("hi"), std::string::npos) << body;
}

TEST(Plan, SaysWhatAPriceCapNeeds) {
  const std::string both =
      R"("limits":{"max_cost_usd":1,"max_cost_per_request_usd":0.1,"enforce_price_cap":true},)";
  EXPECT_THAT(PlanFromText(chat_scenario(kLoad, "", both)).errors(),
              HasSubstr("leave max_cost_per_request_usd out"));
}

TEST(PriceLookup, IsAnErrorWithTheWayOutWhenThePriceIsNotKnown) {
  for (const std::string& reply :
       {ok("{}"), ok(R"({"data":{"endpoints":[]}})"),
        std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")}) {
    PlanFromText made(chat_scenario(kLoad, R"("matrix":{"request.max_tokens":[100]},)", kBudget));
    const auto done = look_up(made.plan, reply);
    ASSERT_FALSE(done) << reply;
    EXPECT_EQ(done.error().code, core::ErrorCode::kInvalidArgument) << reply;
    EXPECT_THAT(done.error().message, HasSubstr("limits.max_cost_per_request_usd"));
    EXPECT_THAT(done.error().message, HasSubstr("\"a/m\""));
    EXPECT_THAT(done.error().where, HasSubstr("/request/model"));
  }
}

TEST(PriceLookup, IsNotNeededWhereSomebodyGivesTheBound) {
  const PlanFromText made(
      chat_scenario(kLoad, "", R"("limits":{"max_cost_usd":1,"max_cost_per_request_usd":0.25},)"));
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  EXPECT_FALSE(needs_prices(made.plan));
  EXPECT_EQ(estimate_cost(made.plan, 0).worst, Usd::from_dollars(0.25));
}

TEST(Plan, NamesTheKeyThatABudgetMisses) {
  const PlanFromText made(chat_scenario(kLoad, "", kBudget));
  EXPECT_THAT(made.errors(), HasSubstr("give request.max_tokens, or"));
  EXPECT_THAT(made.errors(), HasSubstr("/workloads/0/request/max_tokens"));
}

}  // namespace
}  // namespace orbench::run
