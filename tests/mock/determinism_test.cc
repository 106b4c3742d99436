#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/admin_client.h"
#include "tests/mock/api_client.h"
#include "tests/mock/inference_fixture.h"

namespace orbench::mock {
namespace {

struct Asked {
  std::string_view path;
  std::string body;
};

/// A request of every kind of inference, streams included, to the models of a catalog.
struct Models {
  std::string_view text;
  std::string_view vectors;
  std::string_view ranker;
  std::string_view painter;
  std::string_view voice;
  std::string_view ear;
  std::string_view film;
};

std::vector<Asked> every_kind(const Models& models) {
  const auto body = [](std::string_view model, std::string_view rest) {
    return R"({"model": ")" + std::string(model) + R"(", )" + std::string(rest) + "}";
  };
  constexpr std::string_view kMessages = R"("messages": [{"role": "user", "content": "Hi"}])";
  const std::string messages(kMessages);
  return {
      {"/chat/completions", body(models.text, messages)},
      {"/chat/completions", body(models.text, R"("stream": true, )" + messages)},
      {"/responses", body(models.text, R"("input": "Hi")")},
      {"/responses", body(models.text, R"("stream": true, "input": "Hi")")},
      {"/messages", body(models.text, R"("max_tokens": 50, )" + messages)},
      {"/messages", body(models.text, R"("stream": true, "max_tokens": 50, )" + messages)},
      {"/embeddings", body(models.vectors, R"("input": ["a", "b"], "dimensions": 8)")},
      {"/rerank", body(models.ranker, R"("query": "q", "documents": ["a", "b", "c"])")},
      {"/images", body(models.painter, R"("prompt": "p")")},
      {"/images", body(models.painter, R"("stream": true, "prompt": "p")")},
      {"/audio/speech", body(models.voice, R"("input": "say", "voice": "wren")")},
      {"/audio/transcriptions",
       body(models.ear, R"("input_audio": {"data": "QUJDREVGR0g=", "format": "wav"})")},
      {"/videos", body(models.film, R"("prompt": "p", "duration": 1)")},
      {"/chat/completions", body(models.text, R"("provider": {"only": ["nobody"]}, )" + messages)},
  };
}

/// Everything about an answer that its request and its place decide.
std::string spelled(const Script& script) {
  std::string text = std::to_string(script.status);
  for (const core::Header& header : script.headers) {
    text += '\n' + header.name + ": " + header.value;
  }
  for (const Piece& piece : script.pieces) text += '\n' + std::to_string(piece.gap.count());
  return text + '\n' + rendered_body(script);
}

constexpr Models kBuiltIn = {"acme/sage-70b",     "acme/embed-small", "tundra/sieve-rerank",
                             "palette/easel-1",   "chorus/lark-tts",  "chorus/listen-stt",
                             "palette/reel-video"};
constexpr Models kQuick = {"a/thinker", "a/vectors", "a/ranker", "a/painter",
                           "a/voice",   "a/ear",     "a/film"};

TEST(Determinism, SameSeedAndSameRequestsGiveTheSameAnswersAndRouting) {
  Config config = built_in_config();
  config.settings.admin = true;
  config.faults = {*parse_fault_rule("status_503:0.5@provider=northwind"),
                   *parse_fault_rule("truncated:0.2")};
  ApiClient first(config);
  ApiClient second(config);
  config.settings.seed = 2;
  ApiClient other_seed(config);
  int differing = 0;
  for (int round = 0; round < 5; ++round) {
    for (const Asked& asked : every_kind(kBuiltIn)) {
      second.clock().advance(std::chrono::milliseconds(137));  // its own pace does not matter
      const std::string one = spelled(first.send("POST", asked.path, asked.body));
      EXPECT_EQ(one, spelled(second.send("POST", asked.path, asked.body))) << asked.path;
      differing += one == spelled(other_seed.send("POST", asked.path, asked.body)) ? 0 : 1;
    }
  }
  EXPECT_GT(differing, 60) << "another seed says something else";
  const auto& kept = first.service().state().decisions;
  const auto& same = second.service().state().decisions;
  std::uint64_t number = 0;
  for (; const Decision* one = kept.next_after(number); number = one->number) {
    const Decision* const two = same.next_after(number);
    ASSERT_NE(two, nullptr);
    ASSERT_EQ(one->route.attempts.size(), two->route.attempts.size());
    for (std::size_t i = 0; i < one->route.attempts.size(); ++i) {
      EXPECT_EQ(one->route.attempts[i]->tag, two->route.attempts[i]->tag);
    }
    EXPECT_EQ(one->tried.size(), two->tried.size());
    EXPECT_EQ(one->faults, two->faults);
  }
  EXPECT_EQ(number, 5 * every_kind(kBuiltIn).size());
}

TEST(Determinism, ServersAnswerWithTheSameBytes) {
  const std::string config = inference_config();
  const auto first = running_server(config);
  const auto second = running_server(config);
  for (const Asked& asked : every_kind(kQuick)) {
    const auto answer_of = [&](const Server& server) {
      return support::fetch(
          server.port(),
          support::http_request("POST", "/api/v1" + std::string(asked.path), asked.body));
    };
    const support::RawResponse one = answer_of(*first);
    const support::RawResponse two = answer_of(*second);
    EXPECT_EQ(one.status, two.status) << asked.path;
    EXPECT_EQ(one.body, two.body) << asked.path;
    EXPECT_EQ(id_of(one), id_of(two)) << asked.path;
    EXPECT_NE(id_of(one), "") << asked.path;
  }
}

}  // namespace
}  // namespace orbench::mock
