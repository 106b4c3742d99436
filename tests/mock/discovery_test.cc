#include <string>
#include <vector>

#include "tests/mock/api_client.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

std::vector<std::string> ids(const json& list) {
  std::vector<std::string> found;
  for (const json& row : list["data"]) found.push_back(row["id"]);
  return found;
}

using Ids = std::vector<std::string>;

TEST(Discovery, FiltersModels) {
  struct Row {
    const char* sentence;
    const char* query;
    Ids expected;
  };
  const std::vector<Row> rows = {
      {"a category", "category=roleplay", {"tundra/ember-24b"}},
      {"every parameter must be supported",
       "supported_parameters=verbosity,tools",
       {"borealis/aurora-large"}},
      {"another modality than text", "output_modalities=rerank", {"tundra/sieve-rerank"}},
      {"any of several modalities",
       "output_modalities=speech,video",
       {"chorus/lark-tts", "palette/reel-video"}},
      {"every input modality must be taken", "input_modalities=text,audio", {"chorus/duet-omni"}},
      {"part of a name, in any case", "q=GLACIER", {"tundra/glacier-405b"}},
      {"what is encoded is decoded", "q=glacier%20405", {"tundra/glacier-405b"}},
      {"the least context", "context=500000", {"borealis/aurora-large"}},
      {"the least price of a million tokens", "min_price=0.9", {"borealis/aurora-large"}},
      {"the highest price",
       "max_price=0.03&output_modalities=text",
       {"acme/sage-70b:free", "tundra/flint-3b"}},
      {"a family", "arch=qwen", {"orchard/quill-32b", "orchard/quill-coder-480b"}},
      {"authors",
       "model_authors=orchard,nobody",
       {"orchard/quill-32b", "orchard/quill-coder-480b"}},
      {"providers, by slug or name",
       "providers=nimbus,juniper%20inference",
       {"orchard/quill-coder-480b"}},
      {"what may be distilled",
       "distillable=true&q=tundra",
       {"tundra/ember-24b", "tundra/flint-3b"}},
      {"who keeps nothing", "zdr=true&q=sage", {"acme/sage-70b"}},
      {"a region", "region=eu", {"borealis/aurora-large", "borealis/aurora-mini"}}};
  ApiClient client;
  for (const Row& row : rows) {
    EXPECT_EQ(ids(client.get("/models?" + std::string(row.query))), row.expected) << row.sentence;
  }
}

TEST(Discovery, SortsModels) {
  struct Row {
    const char* sort;
    const char* first;
  };
  const std::vector<Row> rows = {{"most-popular", "borealis/aurora-large"},
                                 {"top-weekly", "borealis/aurora-large"},
                                 {"newest", "chorus/duet-omni"},
                                 {"pricing-low-to-high", "acme/sage-70b:free"},
                                 {"pricing-high-to-low", "borealis/aurora-large"},
                                 {"context-high-to-low", "borealis/aurora-large"},
                                 {"throughput-high-to-low", "tundra/flint-3b"},
                                 {"latency-low-to-high", "tundra/flint-3b"},
                                 {"intelligence-high-to-low", "borealis/aurora-large"},
                                 {"design-arena-elo-high-to-low", "borealis/aurora-large"}};
  ApiClient client;
  const std::size_t all = ids(client.get("/models")).size();
  for (const Row& row : rows) {
    const auto sorted = ids(client.get("/models?sort=" + std::string(row.sort)));
    ASSERT_EQ(sorted.size(), all) << row.sort << " loses nothing";
    EXPECT_EQ(sorted.front(), row.first) << row.sort;
  }
  EXPECT_EQ(ids(client.get("/models?sort=design-arena-elo-high-to-low")).back(), "chorus/duet-omni")
      << "those without a score come last, in the catalog's order";
}

TEST(Discovery, CountsAndPages) {
  ApiClient client;
  const json everything = client.get("/models?output_modalities=all");
  EXPECT_EQ(everything["data"].size(), 20U);
  EXPECT_EQ(client.get("/models/count?output_modalities=all")["data"]["count"], 20);
  EXPECT_EQ(client.get("/models/count")["data"]["count"], client.get("/models")["data"].size());
  const json page = client.get("/models?offset=1&limit=2");
  EXPECT_EQ(ids(page), (Ids{"acme/sage-70b", "orchard/quill-32b"}));
  EXPECT_EQ(page["total_count"], client.get("/models")["data"].size());
  EXPECT_EQ(ids(client.get("/embeddings/models")),
            (Ids{"acme/embed-small", "orchard/graft-embed"}));
}

TEST(Discovery, TellsPolicies) {
  ApiClient client;
  EXPECT_EQ(client.get("/providers")["data"].size(), 15U);
  const json retaining_nothing = client.get("/endpoints/zdr");
  for (const json& endpoint : retaining_nothing["data"]) {
    EXPECT_NE(endpoint["provider_name"], "Cobalt") << "it trains on what it is sent";
  }
}

TEST(Discovery, DescribesModelsOfOtherKinds) {
  ApiClient client;
  const json images = client.get("/images/models");
  EXPECT_EQ(ids(images), (Ids{"palette/easel-1", "palette/inkwell-flash"}));
  EXPECT_EQ(images["data"][0]["supports_streaming"], true);
  EXPECT_EQ(images["data"][1]["supports_streaming"], false);
  const json endpoints = client.get("/images/models/palette/easel-1/endpoints");
  EXPECT_EQ(endpoints["endpoints"][0]["pricing"][0]["cost_usd"], 0.04);
  EXPECT_EQ(client.send("GET", "/images/models/acme/swift-8b/endpoints").status, 404);
  EXPECT_EQ(ids(client.get("/videos/models")), Ids{"palette/reel-video"});
}

TEST(Discovery, ShowsSpeedOnlyToThoseWithAKey) {
  ApiClient client;
  const std::string path = "/models/acme/swift-8b/endpoints";
  const json open = json::parse(rendered_body(client.send("GET", path, "", false)));
  EXPECT_TRUE(open["data"]["endpoints"][0]["latency_last_30m"].is_null());
  EXPECT_EQ(open["data"]["endpoints"][0]["uptime_last_30m"], 100.0);
  const json known = client.get(path)["data"]["endpoints"][0];
  EXPECT_EQ(known["latency_last_30m"]["p50"], 40.0);
  EXPECT_GT(known["throughput_last_30m"]["p50"], known["throughput_last_30m"]["p99"]);
}

Served served_by(const Endpoint& endpoint, int ttft_ms, std::int64_t tokens) {
  Served served;
  served.id = "gen-" + std::to_string(ttft_ms);
  served.api_type = "completions";
  served.endpoint = &endpoint;
  served.completion_tokens = tokens;
  served.ttft = std::chrono::milliseconds(ttft_ms);
  served.took = std::chrono::seconds(1);
  served.cost = core::Usd::from_dollars(0.25);
  return served;
}

TEST(Discovery, LiveStatisticsAreThoseOfTheTrafficInTheWindow) {
  Config config = built_in_config();
  config.settings.live_statistics = true;
  ApiClient client(std::move(config));
  const auto endpoint = [&] {
    return client.get("/models/acme/swift-8b/endpoints")["data"]["endpoints"][0];
  };
  EXPECT_TRUE(endpoint()["latency_last_30m"].is_null()) << "nothing was served";
  EXPECT_TRUE(endpoint()["uptime_last_5m"].is_null());

  const Endpoint& first = client.service().config().catalog.endpoints().front();
  const Endpoint& second = client.service().config().catalog.endpoints().at(1);
  State& state = client.service().state();
  for (int i = 1; i <= 100; ++i) state.note(served_by(first, i, i), Request{});
  EXPECT_EQ(endpoint()["latency_last_30m"]["p50"], 50.0);
  EXPECT_EQ(endpoint()["latency_last_30m"]["p99"], 99.0);
  EXPECT_EQ(endpoint()["throughput_last_30m"]["p90"], 11.0) << "what 90 % of 2..100 reach";
  EXPECT_EQ(endpoint()["uptime_last_5m"], 100.0);

  Served rescued = served_by(second, 5, 5);
  rescued.attempts = {{&first, 502, {}}, {&first, 429, {}}, {&second, 200, {}}};
  state.note(rescued, Request{});
  EXPECT_NEAR(endpoint()["uptime_last_30m"].get<double>(), 100.0 * 100 / 101, 1e-9)
      << "the 429 counts as neither";

  client.clock().advance(std::chrono::minutes(6));
  EXPECT_TRUE(endpoint()["uptime_last_5m"].is_null());
  EXPECT_EQ(endpoint()["latency_last_30m"]["p50"], 50.0);
  client.clock().advance(std::chrono::minutes(30));
  EXPECT_TRUE(endpoint()["latency_last_30m"].is_null());
  EXPECT_FALSE(endpoint()["uptime_last_1d"].is_null());
}

TEST(Discovery, KnowsAGenerationOnlyAfterAWhile) {
  ApiClient client;
  const Endpoint& endpoint = client.service().config().catalog.endpoints().front();
  client.service().state().note(served_by(endpoint, 40, 9), Request{});
  const std::string path = "/generation?id=gen-40";
  client.json("GET", path, "", 404);
  client.clock().advance(std::chrono::milliseconds(1499));
  client.json("GET", path, "", 404);
  client.clock().advance(std::chrono::milliseconds(1));
  const json shown = client.get(path)["data"];
  EXPECT_EQ(shown["provider_name"], "Northwind");
  EXPECT_EQ(shown["latency"], 40.0);
  EXPECT_EQ(shown["generation_time"], 1000.0);
  EXPECT_EQ(shown["native_tokens_completion"], 9);
  EXPECT_EQ(shown["total_cost"], 0.25);
  EXPECT_EQ(shown["provider_responses"][0]["status"], 200);
  client.json("GET", "/generation?id=gen-0", "", 404);
  client.json("GET", "/generation/content?id=gen-40", "", 404);  // logging is off
  EXPECT_EQ(client.get("/credits")["data"]["total_usage"], 0.25);
}

TEST(Discovery, ActivityShowsCompletedDays) {
  ApiClient client;
  const Endpoint& endpoint = client.service().config().catalog.endpoints().front();
  State& state = client.service().state();
  state.note(served_by(endpoint, 1, 5), Request{});
  state.note(served_by(endpoint, 2, 7), Request{});
  EXPECT_TRUE(client.get("/activity")["data"].empty()) << "the day is not over";
  state.clock.step(std::chrono::hours(24));
  const json rows = client.get("/activity?date=2026-01-01")["data"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["requests"], 2);
  EXPECT_EQ(rows[0]["completion_tokens"], 12);
  EXPECT_TRUE(client.get("/activity?date=2026-01-02")["data"].empty());
  client.json("GET", "/activity?date=yesterday", "", 400);
  state.clock.step(std::chrono::hours(24 * 31));
  EXPECT_TRUE(client.get("/activity")["data"].empty()) << "thirty days are shown";
}

TEST(Discovery, ForgetsTheOldestGenerations) {
  GenerationLog log;
  for (std::size_t i = 0; i <= GenerationLog::kMostKept; ++i) {
    Served served;
    served.id = std::to_string(i);
    log.add(std::move(served));
  }
  EXPECT_EQ(log.find("0"), nullptr);
  ASSERT_NE(log.find("1"), nullptr);
  EXPECT_EQ(log.find("1")->id, "1");
  EXPECT_EQ(log.all().size(), GenerationLog::kMostKept);
}

}  // namespace
}  // namespace orbench::mock
