#include "harness/run/routing_cells.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/run/plan_text.h"

namespace orbench::run {
namespace {

using core::Json;

constexpr const char* kLoad = R"({"arrivals":"closed","concurrency":1,"requests":9})";
constexpr const char* kCheck = R"("checks":[{"routing":"auto"}],)";

std::string scenario(const std::string& workload) { return chat_scenario(kLoad, workload, kCheck); }

TEST(RoutingCells, AddOneControlForAllPreferencesOfARequest) {
  const PlanFromText text(scenario(R"("matrix":{"request.provider.sort":["price","latency"]},)"));
  ASSERT_EQ(text.errors(), "");
  const auto& cells = text.plan.cells;
  ASSERT_EQ(cells.size(), 3U);
  EXPECT_EQ(cells[0].identity.routing->control, 2);
  EXPECT_EQ(cells[1].identity.routing->control, 2);
  EXPECT_TRUE(cells[2].identity.routing->is_control);
  EXPECT_EQ(cells[2].identity.labels.back(),
            std::make_pair(std::string("control"), std::string("true")));
  EXPECT_EQ(text.plan.workloads[0].deal, (std::vector<std::uint32_t>{0, 0, 1, 1, 2}))
      << "two with the preference for each without";
}

TEST(RoutingCells, TakeACellWithoutPreferenceAsTheControl) {
  const PlanFromText text(scenario(R"("matrix":{"request.provider":[{"sort":"price"},null]},)"));
  ASSERT_EQ(text.errors(), "");
  ASSERT_EQ(text.plan.cells.size(), 3U) << "null is sent as null, so it is another request";
}

TEST(RoutingCells, CompareSessionsWithAsManyControls) {
  const PlanFromText text(scenario(R"("matrix":{"request.session_id":["a","b","c"]},)"));
  ASSERT_EQ(text.plan.cells.size(), 4U);
  EXPECT_EQ(text.plan.cells[3].identity.routing->deals, 3);
}

TEST(RoutingCells, AreNotThereWithoutARoutingCheck) {
  const PlanFromText text(chat_scenario(kLoad, R"("matrix":{"request.provider.sort":["price"]},)"));
  ASSERT_EQ(text.plan.cells.size(), 1U);
  EXPECT_FALSE(text.plan.cells[0].identity.routing.has_value());
  EXPECT_TRUE(text.plan.workloads[0].headers.empty());
}

TEST(RoutingCells, AskForMetadataUnlessTheUserSaidOtherwise) {
  std::vector<core::Header> headers = {{"X-OpenRouter-Cache", "true"}};
  ask_for_metadata(headers);
  ASSERT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers[0].value, "true");
  EXPECT_EQ(headers[1].name, "x-openrouter-metadata");
  EXPECT_EQ(headers[1].value, "enabled");
}

TEST(RoutingCells, KeepWhatRoutingFollowsFromAndNoPrompt) {
  const Json part = routing_part(Json::parse(R"({
    "model": "a/m:nitro", "messages": [{"role": "user", "content": "secret"}], "seed": 3,
    "max_tokens": 9, "response_format": {"type": "json_schema"}, "tools": [{}], "stop": null,
    "provider": {"sort": "price"}})"));
  EXPECT_FALSE(part.contains("messages"));
  EXPECT_EQ(part["provider"]["sort"], "price");
  EXPECT_EQ(part["parameters"], Json({"max_tokens", "seed", "structured_outputs", "tools"}));
}

TEST(RoutingCells, LeaveNoPreferenceInTheControl) {
  const Json control = without_preference(Json::parse(R"({
    "model": "a/m:nitro", "models": ["a/n"], "seed": 3, "provider": {"only": ["x"]},
    "service_tier": "flex", "session_id": "s", "route": "fallback"})"));
  EXPECT_EQ(control, Json::parse(R"({"model": "a/m", "seed": 3})"));
  EXPECT_FALSE(has_preference(control));
  EXPECT_TRUE(has_preference(Json::parse(R"({"model": "a/m:floor"})")));
  EXPECT_FALSE(has_preference(Json::parse(R"({"model": "a/m:free", "provider": {}})")));
}

}  // namespace
}  // namespace orbench::run
