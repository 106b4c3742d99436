#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/chat_answers.h"
#include "tests/mock/mock_fixture.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

constexpr std::string_view kHead =
    R"("object":"chat.completion.chunk","created":1700000000,"model":"a/plain","provider":"Near",)";

/// One event of the golden stream: `rest` follows the members that all chunks share.
std::string golden_event(const std::string& id, const std::string& rest) {
  return R"(data: {"id":")" + id + "\"," + std::string(kHead) + rest + "}\n\n";
}

std::string golden_delta(const std::string& id, const std::string& content,
                         const std::string& finish = "null") {
  return golden_event(id, R"("choices":[{"index":0,"delta":{"role":"assistant","content":")" +
                              content + R"("},"finish_reason":)" + finish +
                              R"(,"native_finish_reason":)" + finish + R"(,"logprobs":null}])");
}

constexpr std::string_view kGoldenUsage =
    R"("usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"cost":9e-06,)"
    R"("is_byok":false,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,)"
    R"("audio_tokens":0,"video_tokens":0},"cost_details":{"upstream_inference_cost":9e-06,)"
    R"("upstream_inference_prompt_cost":5e-06,"upstream_inference_completions_cost":4e-06},)"
    R"("completion_tokens_details":{"reasoning_tokens":0,"image_tokens":0,"audio_tokens":0}})";

TEST(ChatStream, IsExactlyTheDocumentedTranscript) {
  const std::string body = answer_to(chat_body("a/plain", R"("stream":true,"max_tokens":2,)"));
  const auto chunks = chunks_of(body);
  ASSERT_EQ(chunks.size(), 5U);
  const std::string id = chunks[0]["id"];
  const std::string first = chunks[1]["choices"][0]["delta"]["content"];
  const std::string second = chunks[2]["choices"][0]["delta"]["content"];
  EXPECT_THAT(first, ::testing::MatchesRegex("[a-z]+"));
  EXPECT_THAT(second, ::testing::MatchesRegex(" [a-z]+"));
  EXPECT_THAT(id, ::testing::MatchesRegex("gen-1700000000-[0-9A-Za-z]+"));
  EXPECT_EQ(id.size(), 35U);
  const std::string repeated =
      R"("choices":[{"index":0,"delta":{"role":"assistant","content":""},)"
      R"("finish_reason":"length","native_finish_reason":"length","logprobs":null}],)"
      R"("service_tier":"default",)";
  EXPECT_EQ(body, ": OPENROUTER PROCESSING\n\n" + golden_delta(id, "") + golden_delta(id, first) +
                      golden_delta(id, second) + golden_delta(id, "", "\"length\"") +
                      golden_event(id, repeated + std::string(kGoldenUsage)) + "data: [DONE]\n\n");
}

TEST(ChatStream, IgnoresACapThatTheEndpointDoesNotList) {
  const auto tokens_of = [](const std::string& endpoint) {
    const std::string config = R"({"providers": [{"name": "Near", "slug": "near"}],
      "models": [{"id": "a/plain", "completion_tokens": {"median": 20}}],
      "endpoints": [{"model": "a/plain", "provider": "near", )" +
                               endpoint + R"(
        "ttft": {"fixed_ms": 0}, "gap": {"fixed_ms": 0},
        "pricing": {"prompt": "0", "completion": "0.000001"}}]})";
    const std::string body = chat_body("a/plain", R"("stream":true,"max_tokens":2,)");
    const Script script = quick_service(config).answer(chat_request(body));
    const json usage = chunks_of(rendered_body(script)).back()["usage"];
    return usage["completion_tokens"].get<int>();
  };
  EXPECT_EQ(tokens_of(R"("supported_parameters": ["max_completion_tokens"],)"), 2);
  EXPECT_EQ(tokens_of(R"("supported_parameters": ["temperature"],)"), 20);
  EXPECT_EQ(tokens_of(R"("supported_parameters": ["temperature"], "max_completion_tokens": 9,)"), 9)
      << "its own limit holds";
}

TEST(ChatStream, OffersTheThreeShapesOfTheUsageChunk) {
  const auto last_chunk = [](const std::string& shape) {
    return chunks_of(answer_to(kStreamBody, quick_config(R"("usage_chunk": ")" + shape + "\"")))
        .back();
  };
  EXPECT_TRUE(last_chunk("empty_choices")["choices"].empty());
  EXPECT_FALSE(last_chunk("empty_choices").contains("service_tier"));
  EXPECT_TRUE(last_chunk("null_finish")["choices"][0]["finish_reason"].is_null());
  EXPECT_EQ(last_chunk("repeated_finish")["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(last_chunk("repeated_finish")["service_tier"], "default");
  for (const char* shape : {"empty_choices", "null_finish", "repeated_finish"}) {
    EXPECT_EQ(last_chunk(shape)["usage"]["completion_tokens"], 6) << shape;
  }
}

TEST(ChatStream, PutsSeveralTokensInAChunkWhenToldTo) {
  const auto one = chunks_of(answer_to(kStreamBody));
  const auto four = chunks_of(answer_to(kStreamBody, quick_config(R"("tokens_per_chunk": 4)")));
  EXPECT_EQ(one.size(), 1U + 6U + 2U);
  ASSERT_EQ(four.size(), 1U + 2U + 2U);
  std::string text;
  for (const json& chunk : one) text += chunk["choices"][0]["delta"].value("content", "");
  std::string same;
  for (const json& chunk : four) same += chunk["choices"][0]["delta"].value("content", "");
  EXPECT_EQ(text, same);
}

TEST(ChatStream, SendsAsManyKeepAliveCommentsAsTold) {
  const auto count = [](const std::string& settings) {
    const std::string body = answer_to(kStreamBody, quick_config(settings));
    std::size_t comments = 0;
    for (std::size_t at = 0;
         (at = body.find(": OPENROUTER PROCESSING\n\n", at)) != std::string::npos; ++at) {
      ++comments;
    }
    return comments;
  };
  EXPECT_EQ(count(R"("keep_alive": {"count": 0})"), 0U);
  EXPECT_EQ(count(R"("keep_alive": {"count": 5, "interval_ms": 100})"), 5U);
}

TEST(ChatStream, KeepsTheFirstTokenOnTimeWhateverComesBefore) {
  const std::string config = R"({"settings": {"keep_alive": {"count": 3, "interval_ms": 90}},
    "providers": [{"name": "Near", "slug": "near"}], "models": [{"id": "a/plain"}],
    "endpoints": [{"model": "a/plain", "provider": "near", "ttft": {"fixed_ms": 100},
      "gap": {"fixed_ms": 7}, "pricing": {"prompt": "0", "completion": "0"}}]})";
  const Script script = quick_service(config).answer(chat_request(kStreamBody));
  core::Duration at{};
  core::Duration first{};
  core::Duration second{};
  for (const Piece& piece : script.pieces) {
    at += piece.gap;
    if (piece.part == Part::kRole) {
      EXPECT_EQ(at, std::chrono::milliseconds(75));
    }
    if (piece.part != Part::kContent) continue;
    if (first == core::Duration{}) {
      first = at;
    } else if (second == core::Duration{}) {
      second = at;
    }
  }
  EXPECT_EQ(first, std::chrono::milliseconds(100));
  EXPECT_EQ(second, std::chrono::milliseconds(107));
}

TEST(ChatStream, ShowsReasoningTwiceInADeltaAndCountsItOnce) {
  const auto chunks = chunks_of(answer_to(chat_body("a/thinker", R"("stream":true,)")));
  ASSERT_EQ(chunks.size(), 1U + 6U + 2U);
  const json& delta = chunks[1]["choices"][0]["delta"];
  EXPECT_FALSE(delta["reasoning"].get<std::string>().empty());
  EXPECT_EQ(delta["reasoning_details"][0]["text"], delta["reasoning"]);
  EXPECT_EQ(delta["reasoning_details"][0]["type"], "reasoning.text");
  EXPECT_EQ(delta["content"], "");
  EXPECT_EQ(chunks[4]["choices"][0]["delta"].contains("reasoning"), false);
  EXPECT_EQ(chunks.back()["usage"]["completion_tokens"], 6);
  EXPECT_EQ(chunks.back()["usage"]["completion_tokens_details"]["reasoning_tokens"], 3);
}

TEST(ChatStream, ShowsReasoningInTheShapeThatIsAskedFor) {
  const std::string body = chat_body("a/thinker", R"("stream":true,)");
  const auto chunks = [&](const std::string& shape) {
    return chunks_of(answer_to(body, quick_config(R"("reasoning_shape": ")" + shape + "\"")));
  };
  const json summary = chunks("summary")[1]["choices"][0]["delta"];
  EXPECT_EQ(summary["reasoning_details"][0]["type"], "reasoning.summary");
  EXPECT_EQ(summary["reasoning_details"][0]["summary"], summary["reasoning"]);
  const json encrypted = chunks("encrypted")[1]["choices"][0]["delta"];
  EXPECT_TRUE(encrypted["reasoning"].is_null());
  EXPECT_FALSE(encrypted["reasoning_details"][0]["data"].get<std::string>().empty());
  const auto late = chunks("late_signature");
  ASSERT_EQ(late.size(), 1U + 6U + 1U + 2U);
  const json detail = late[7]["choices"][0]["delta"]["reasoning_details"][0];
  EXPECT_TRUE(detail.contains("signature"));
  EXPECT_FALSE(detail.contains("text"));
}

TEST(ChatStream, CountsAndWaitsForReasoningThatItHides) {
  const std::string config = quick_config("", "", R"({"fixed_ms": 10})");
  const std::string body = chat_body("a/thinker", R"("stream":true,"reasoning":{"exclude":true},)");
  const Script script = quick_service(config).answer(chat_request(body));
  const auto chunks = chunks_of(rendered_body(script));
  EXPECT_EQ(chunks.size(), 1U + 3U + 2U);
  EXPECT_EQ(chunks.back()["usage"]["completion_tokens_details"]["reasoning_tokens"], 3);
  for (const Piece& piece : script.pieces) {
    if (piece.part != Part::kContent) continue;
    EXPECT_EQ(piece.gap, std::chrono::milliseconds(30)) << "two hidden gaps and its own";
    break;
  }
}

TEST(ChatStream, DoesNotReasonWhenToldNotTo) {
  for (const char* off : {R"("reasoning":{"enabled":false},)", R"("reasoning":{"effort":"none"},)",
                          R"("reasoning_effort":"none",)"}) {
    const auto chunks =
        chunks_of(answer_to(chat_body("a/thinker", std::string(R"("stream":true,)") + off)));
    EXPECT_EQ(chunks.back()["usage"]["completion_tokens_details"]["reasoning_tokens"], 0) << off;
  }
}

TEST(ChatStream, CallsAToolInFragmentsThatJoinToJson) {
  const auto chunks = chunks_of(answer_to(chat_body(
      "a/plain", R"("stream":true,"tools":[{"type":"function","function":{"name":"look_up"}}],)")));
  std::string arguments;
  std::string name;
  std::string finish;
  for (const json& chunk : chunks) {
    const json& choice = chunk["choices"][0];
    if (choice["finish_reason"].is_string()) finish = choice["finish_reason"];
    if (!choice["delta"].contains("tool_calls")) continue;
    const json& function = choice["delta"]["tool_calls"][0]["function"];
    if (function.contains("name")) name = function["name"];
    arguments += function["arguments"].get<std::string>();
  }
  EXPECT_EQ(name, "look_up");
  EXPECT_EQ(finish, "tool_calls");
  EXPECT_TRUE(json::parse(arguments, nullptr, false).contains("query")) << arguments;
}

TEST(ChatStream, PlacesHeadersAndIdAlike) {
  const Script script = quick_service().answer(chat_request(kStreamBody));
  std::string id_header;
  for (const core::Header& header : script.headers) {
    if (header.name == "X-Generation-Id") id_header = header.value;
  }
  EXPECT_EQ(chunks_of(rendered_body(script)).front()["id"], id_header);
}

TEST(ChatPlain, HasEveryMemberOfTheWire) {
  const json body = json::parse(answer_to(kPlainBody), nullptr, false);
  EXPECT_EQ(body["object"], "chat.completion");
  EXPECT_EQ(body["model"], "a/plain");
  EXPECT_EQ(body["provider"], "Near");
  EXPECT_EQ(body["created"], 1700000000);
  EXPECT_EQ(body["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(body["choices"][0]["message"]["role"], "assistant");
  EXPECT_FALSE(body["choices"][0]["message"]["content"].get<std::string>().empty());
  EXPECT_EQ(body["usage"]["prompt_tokens"], 5);
  EXPECT_EQ(body["usage"]["completion_tokens"], 6);
  EXPECT_DOUBLE_EQ(body["usage"]["cost"].get<double>(), 5 * 1e-6 + 6 * 2e-6);
}

TEST(ChatPlain, SaysTheSameAsTheStream) {
  const json plain = json::parse(answer_to(chat_body("a/thinker", "")), nullptr, false);
  std::string content;
  std::string reasoning;
  const auto chunks = chunks_of(answer_to(chat_body("a/thinker", R"("stream":true,)")));
  for (const json& chunk : chunks) {
    content += chunk["choices"][0]["delta"].value("content", "");
    reasoning += chunk["choices"][0]["delta"].value("reasoning", "");
  }
  EXPECT_EQ(plain["choices"][0]["message"]["content"], content);
  EXPECT_EQ(plain["choices"][0]["message"]["reasoning"], reasoning);
  EXPECT_EQ(plain["usage"], chunks.back()["usage"]);
}

TEST(ChatPlain, TakesAsLongAsTheStreamWould) {
  const std::string config = quick_config("", "", R"({"fixed_ms": 10})");
  const Script script = quick_service(config).answer(chat_request(kPlainBody));
  EXPECT_EQ(script.pieces.front().gap, std::chrono::milliseconds(50)) << "five gaps";
}

TEST(ChatPlain, CountsATokenForFourBytesAndFourForAMessage) {
  const json body =
      json::parse(answer_to(R"({"model":"a/plain","messages":[{"role":"system","content":"12345"},
        {"role":"user","content":[{"type":"text","text":"1234"},{"type":"image_url"}]}]})"),
                  nullptr, false);
  EXPECT_EQ(body["usage"]["prompt_tokens"], (2 + 4) + (1 + 4));
}

TEST(ChatAnswers, RepeatForTheSameSeedAndOrder) {
  const auto run = [](std::uint64_t seed) {
    Config config = config_from(quick_config());
    config.settings.seed = seed;
    Service service(std::move(config));
    std::string all;
    for (int i = 0; i < 5; ++i) {
      all += rendered_body(service.answer(chat_request(kStreamBody)));
      all += rendered_body(service.answer(chat_request(kPlainBody)));
    }
    return all;
  };
  EXPECT_EQ(run(7), run(7));
  EXPECT_NE(run(7), run(8));
}

TEST(ChatAnswers, DoNotDependOnDiscoveryInBetween) {
  Service alone = quick_service();
  Service mixed = quick_service();
  (void)mixed.answer({"GET", "/api/v1/models", "", {}, ""});
  EXPECT_EQ(rendered_body(alone.answer(chat_request(kPlainBody))),
            rendered_body(mixed.answer(chat_request(kPlainBody))));
}

}  // namespace
}  // namespace orbench::mock
