#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/api_client.h"
#include "tests/mock/inference_fixture.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using std::chrono::seconds;

std::string chat_body(std::string_view model, std::string_view more = {},
                      std::string_view content = R"("Hi")") {
  return R"({"model": ")" + std::string(model) + R"(", )" + std::string(more) +
         R"("messages": [{"role": "user", "content": )" + std::string(content) + "}]}";
}

/// `a/m` at two endpoints, one of which takes no pictures and costs a tenth.
Config router_with_one_blind_endpoint() {
  return config_from(R"({
    "providers": [{"name": "Seeing", "slug": "seeing"}, {"name": "Blind", "slug": "blind"}],
    "models": [{"id": "a/m"}],
    "endpoints": [
      {"model": "a/m", "provider": "seeing", "ttft": {"fixed_ms": 1}, "gap": {"fixed_ms": 0},
       "pricing": {"prompt": "0.00001", "completion": "0.00001"}},
      {"model": "a/m", "provider": "blind", "ttft": {"fixed_ms": 1}, "gap": {"fixed_ms": 0},
       "pricing": {"prompt": "0.000001", "completion": "0.000001"},
       "terms": {"images": false}}]})");
}

json ask(ApiClient& client, std::string_view path, const std::string& body, int status = 200) {
  return client.json("POST", path, body, status);
}

TEST(Dispatch, ModelThatDoesOtherWorkIsRefused) {
  ApiClient client;
  const json error = ask(client, "/chat/completions", chat_body("acme/embed-small"), 400)["error"];
  EXPECT_EQ(error["code"], 400);
  EXPECT_EQ(error["availability"]["code"], "wrong_endpoint");
  EXPECT_EQ(error["availability"]["retryable"], false);
  EXPECT_EQ(error["availability"]["requested_models"], json({"acme/embed-small"}));
  ask(client, "/embeddings", R"({"model": "palette/easel-1", "input": "x"})", 400);
  ask(client, "/embeddings", R"({"model": "acme/embed-small", "input": "x"})");
  // A model that does not tell does any kind of work.
  ask(client, "/embeddings", R"({"model": "acme/swift-8b", "input": "x"})");
}

TEST(Dispatch, PicturesGoToEndpointsThatTakeThem) {
  ApiClient client;
  const std::string picture =
      R"([{"type": "text", "text": "?"}, {"type": "image_url", "image_url": {"url": "data:,"}}])";
  ask(client, "/chat/completions", chat_body("acme/vista-12b", {}, picture));
  Config config = router_with_one_blind_endpoint();
  ApiClient mixed(std::move(config));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(ask(mixed, "/chat/completions", chat_body("a/m", {}, picture))["provider"], "Seeing");
  }
  const std::string only_blind = R"("provider": {"only": ["blind"]}, )";
  ask(mixed, "/chat/completions", chat_body("a/m", only_blind));
  const json error =
      ask(mixed, "/chat/completions", chat_body("a/m", only_blind, picture), 404)["error"];
  EXPECT_EQ(error["metadata"]["failed_routing_step"], "Filter by Image Support");
}

TEST(Dispatch, RoutersOfTheServicePickAModel) {
  ApiClient client;
  EXPECT_EQ(ask(client, "/chat/completions", chat_body("openrouter/auto"))["model"],
            "borealis/aurora-large")
      << "most in use";
  EXPECT_EQ(ask(client, "/chat/completions", chat_body("openrouter/free"))["model"],
            "acme/sage-70b:free");
  ask(client, "/chat/completions", chat_body("openrouter/none"), 400);
}

TEST(Dispatch, PromptLongerThanEveryContextIsRefusedOrEndsByLength) {
  ApiClient client;
  const std::string text = '"' + std::string(4 * 20'000, 'x') + '"';
  const json error =
      ask(client, "/chat/completions", chat_body("tundra/flint-3b", {}, text), 400)["error"];
  EXPECT_EQ(error["metadata"]["error_type"], "context_length_exceeded");
  const json response =
      ask(client, "/responses", R"({"model": "tundra/flint-3b", "input": )" + text + "}");
  EXPECT_EQ(response["status"], "incomplete");
  EXPECT_EQ(response["usage"]["output_tokens"], 0);
}

TEST(Dispatch, DebugChunksShowWhatEveryProviderWasSent) {
  Config config = built_in_config();
  config.faults = {*parse_fault_rule("status_503@provider=northwind")};
  ApiClient client(std::move(config));
  const std::string more =
      R"("stream": true, "debug": {"echo_upstream_body": true},
         "provider": {"order": ["northwind", "bluefin"]}, "temperature": 0.5, )";
  const std::string stream =
      rendered_body(client.send("POST", "/chat/completions", chat_body("acme/swift-8b", more)));
  const auto chunk_after = [&](std::size_t at) {
    const auto begin = stream.find("data: ", at) + 6;
    return json::parse(stream.substr(begin, stream.find('\n', begin) - begin), nullptr, false);
  };
  const json first = chunk_after(0);
  EXPECT_TRUE(first["choices"].empty());
  EXPECT_EQ(first["provider"], "Northwind");
  EXPECT_EQ(first["debug"]["echo_upstream_body"]["temperature"], 0.5);
  EXPECT_FALSE(first["debug"]["echo_upstream_body"].contains("provider"));
  const json second = chunk_after(stream.find("data: ") + 1);
  EXPECT_EQ(second["provider"], "Bluefin");
  EXPECT_EQ(chunk_after(stream.find("data: ", stream.find("data: ") + 1) + 1)["choices"].size(), 1U)
      << "then the answer begins";
  EXPECT_EQ(rendered_body(client.send("POST", "/chat/completions",
                                      chat_body("acme/swift-8b", R"("stream": true, )")))
                .find("debug"),
            std::string::npos);
}

TEST(Dispatch, GenerationShowsAttemptsOfEveryKind) {
  Config config = built_in_config();
  config.faults = {*parse_fault_rule("status_502@provider=northwind")};
  config.settings.generation_delay = {};
  ApiClient client(std::move(config));
  const std::string body = R"({"model": "acme/embed-small", "input": "x",
      "provider": {"order": ["northwind", "lumen"]}})";
  const json answer = ask(client, "/embeddings", body);
  client.clock().advance(seconds(1));
  const json record = client.get("/generation?id=" + answer["id"].get<std::string>())["data"];
  EXPECT_EQ(record["provider_name"], "Lumen AI");
  ASSERT_EQ(record["provider_responses"].size(), 2U);
  EXPECT_EQ(record["provider_responses"][0]["provider_name"], "Northwind");
  EXPECT_EQ(record["provider_responses"][0]["status"], 502);
  EXPECT_EQ(record["provider_responses"][1]["latency"], record["latency"]);
}

TEST(Dispatch, ContentIsShownWhenItIsLogged) {
  Config config = built_in_config();
  config.settings.log_content = true;
  config.settings.generation_delay = {};
  ApiClient client(std::move(config));
  const json answer = ask(client, "/chat/completions", chat_body("acme/sage-70b"));
  client.clock().advance(seconds(60));
  const std::string id = answer["id"];
  const json content = client.get("/generation/content?id=" + id)["data"];
  EXPECT_EQ(content["input"]["messages"][0]["content"], "Hi");
  EXPECT_EQ(content["output"]["completion"], answer["choices"][0]["message"]["content"]);
  EXPECT_EQ(content["output"]["reasoning"], answer["choices"][0]["message"]["reasoning"]);
  const json heard = ask(client, "/audio/transcriptions",
                         R"({"model": "chorus/listen-stt",
                             "input_audio": {"data": "QUJDREVGR0g=", "format": "wav"}})");
  client.clock().advance(seconds(60));
  const Served& last = client.service().state().generations.all().back();
  EXPECT_EQ(last.output, heard["text"]);
}

TEST(Dispatch, LiveStatisticsSteerTheRouter) {
  Config config = built_in_config();
  config.settings.live_statistics = true;
  config.faults = {*parse_fault_rule("status_503@provider=cobalt,nth=1-12")};
  ApiClient client(std::move(config));
  const auto server_of = [&](std::string_view more) {
    return ask(client, "/chat/completions", chat_body("acme/swift-8b", more))["provider"]
        .get<std::string>();
  };
  for (int i = 0; i < 12; ++i) server_of(R"("provider": {"order": ["cobalt", "bluefin"]}, )");
  EXPECT_EQ(server_of(R"("provider": {"sort": "latency"}, )"), "Bluefin")
      << "measured, unlike the one that nobody asked";
  int cobalt = 0;
  for (int i = 0; i < 30; ++i) cobalt += server_of("") == "Cobalt" ? 1 : 0;
  EXPECT_EQ(cobalt, 0) << "cheapest, but out of order";
  client.clock().advance(seconds(31));
  for (int i = 0; i < 30; ++i) cobalt += server_of("") == "Cobalt" ? 1 : 0;
  EXPECT_GT(cobalt, 5) << "forgiven after half a minute";
}

}  // namespace
}  // namespace orbench::mock
