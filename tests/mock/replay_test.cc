#include "mock/responders/replay.h"

#include <array>
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mock/responders/responder.h"
#include "tests/mock/inference_fixture.h"
#include "tests/support/raw_response.h"

namespace orbench::mock {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr std::string_view kTranscript =
    R"({"at_ms": 3, "status": 200, "headers": {"Content-Type": "text/event-stream"}})"
    "\n"
    R"({"at_ms": 4, "text": ": OPENROUTER PROCESSING\n\n"})"
    "\n"
    R"({"at_ms": 40.125, "text": "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n"})"
    "\n\n"
    R"({"at_ms": 40.125, "text": "\ndata: {\"choices\""})"
    "\n"
    R"({"at_ms": 41, "base64": "/woKCg=="})"
    "\n"
    R"({"at_ms": 50, "text": "data: [DONE]\n\n"})"
    "\n"
    R"({"at_ms": 51, "end": "complete"})";

TEST(Transcript, KeepsEveryWriteAndItsExactInstant) {
  const auto script = parse_transcript(kTranscript, "t.jsonl");
  ASSERT_TRUE(script) << script.error().message;
  ASSERT_EQ(script->pieces.size(), 7U);
  EXPECT_EQ(script->pieces[0].gap, milliseconds(3));
  EXPECT_EQ(script->pieces[1].part, Part::kComment);
  EXPECT_EQ(script->pieces[2].gap, microseconds(36'125));
  EXPECT_EQ(script->pieces[3].gap, milliseconds(0));
  EXPECT_EQ(script->bytes(script->pieces[4]), "\xFF\n\n\n");
  EXPECT_EQ(script->pieces[5].part, Part::kDone);
  EXPECT_EQ(script->pieces[6].action, Action::kEnd);
  EXPECT_TRUE(script->streamed());
}

TEST(Transcript, CanEndAsConnectionsDo) {
  const std::string head = R"({"status": 200, "headers": {"Content-Length": "9"}})"
                           "\n"
                           R"({"at_ms": 1, "text": "whole"})"
                           "\n";
  const auto last = [&](const char* end) {
    const auto script = parse_transcript(head + R"({"at_ms": 2, "end": ")" + end + "\"}", "t");
    return script ? script->pieces.back() : Piece{};
  };
  EXPECT_EQ(last("complete").action, Action::kEnd);
  EXPECT_EQ(last("cut").action, Action::kCut);
  EXPECT_EQ(last("reset").action, Action::kReset);
  EXPECT_EQ(last("silent").gap, kForever);
  EXPECT_EQ(parse_transcript(head, "t")->pieces.back().action, Action::kEnd) << "the usual one";
  EXPECT_EQ(parse_transcript(head, "t")->content_length, 5U) << "as long as what comes";
}

TEST(Transcript, NamesTheLineThatIsWrong) {
  struct Row {
    const char* text;
    const char* why;
  };
  const std::string head = "{\"status\": 200}\n";
  for (const Row& row :
       {Row{"[]", "no JSON object"}, Row{"{\"at_ms\": -1, \"text\": \"x\"}", "go back"},
        Row{"{\"at_ms\": 1e99, \"text\": \"x\"}", "past an hour"}, Row{"{\"at_ms\": 1}", "needs"},
        Row{"{\"base64\": \"?\"}", "cannot be read"}, Row{"{\"end\": \"soon\"}", "must be"},
        Row{"{\"end\": \"cut\"}\n{\"text\": \"x\"}", "after the end"}}) {
    const auto script = parse_transcript(head + row.text, "t.jsonl");
    ASSERT_FALSE(script) << row.text;
    EXPECT_THAT(script.error().message, HasSubstr(row.why));
    EXPECT_THAT(script.error().where, HasSubstr("t.jsonl:"));
  }
  EXPECT_FALSE(parse_transcript("", "t"));
  EXPECT_FALSE(parse_transcript("{\"status\": 99}", "t"));
}

TEST(Replay, AnswersForItsModelAndEndpointInTurn) {
  const support::TemporaryFolder folder;
  folder.write("one.jsonl", std::string(kTranscript));
  folder.write("two.jsonl", "{\"status\": 503}\n{\"text\": \"busy\"}");
  std::string config = quick_config();
  config.insert(1, R"("replays": [{"model": "b/recorded", "endpoint": "/chat/completions",
                                   "files": ["one.jsonl", "two.jsonl"]}], )");
  Options options;
  options.config_path = folder.write("mock.json", config);
  auto server = Server::create(options);
  ASSERT_TRUE(server) << server.error().message;
  (*server)->start();
  const auto ask = [&](const char* path) {
    return support::fetch((*server)->port(),
                          support::http_request("POST", path, R"({"model":"b/recorded"})"));
  };
  const auto first = ask("/api/v1/chat/completions");
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.head, HasSubstr("X-Generation-Id: gen-"));
  EXPECT_THAT(first.body, HasSubstr("\"Hi\"}}]}\n\ndata: {\"choices\"\xFF\n\n\ndata: [DONE]"));
  const auto second = ask("/api/v1/chat/completions");
  EXPECT_EQ(second.status, 503);
  EXPECT_EQ(second.body, "busy");
  EXPECT_EQ(ask("/api/v1/embeddings").status, 400) << "another endpoint";
}

TEST(Replay, RefusesFilesThatAreNotThere) {
  const auto config = parse_config(R"({"replays": [{"model": "a/b", "files": ["none.jsonl"]}],
                       "models": [{"id": "a/b"}]})",
                                   "x.json");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("none.jsonl"));
}

/// Every kind of answer once, and again.
std::string all_answers(std::uint64_t seed) {
  Config config = config_from(inference_config());
  config.settings.seed = seed;
  Service service(std::move(config));
  struct Row {
    const char* path;
    const char* body;
  };
  constexpr std::array kRows = {
      Row{"/chat/completions", R"({"model":"a/text","messages":[{}],"stream":true})"},
      Row{"/responses", R"({"model":"a/thinker","input":"x","stream":true})"},
      Row{"/messages", R"({"model":"a/text","messages":[{"role":"user","content":""}]})"},
      Row{"/embeddings", R"({"model":"a/vectors","input":"x"})"},
      Row{"/rerank", R"({"model":"a/ranker","query":"q","documents":["x","y"]})"},
      Row{"/images", R"({"model":"a/painter","prompt":"x","stream":true})"},
      Row{"/audio/speech", R"({"model":"a/voice","input":"x"})"},
      Row{"/audio/transcriptions",
          R"({"model":"a/ear","input_audio":{"format":"wav","data":"AAAA"}})"},
      Row{"/videos", R"({"model":"a/film","prompt":"x"})"}};
  std::string all;
  for (int round = 0; round < 2; ++round) {
    for (const Row& row : kRows) {
      const Script script = service.answer(inference_request(row.path, row.body));
      EXPECT_LT(script.status, 300) << row.path << rendered_body(script);
      all += script_header(script, "X-Generation-Id") + rendered_body(script);
      for (const Piece& piece : script.pieces) all += std::to_string(piece.gap.count()) + ",";
    }
  }
  return all;
}

TEST(InferenceEndpoints, RepeatByteByByteForTheSameSeedAndOrder) {
  EXPECT_EQ(all_answers(7), all_answers(7));
  EXPECT_NE(all_answers(7), all_answers(8));
}

TEST(InferenceEndpoints, SurviveAnyBodyThatIsNone) {
  Service service = quick_service(inference_config());
  for (const Responder& responder : responders()) {
    if (!responder.is_inference) continue;
    for (
        const char* body :
        {"", "null", "[]", "{", "\"\"", "{\"model\":1}", "{\"model\":null,\"messages\":{}}",
         R"({"model":"a/text","messages":[1,null],"input":{},"query":[],"documents":{},"prompt":1,)"
         R"("input_audio":[],"tools":[1],"tool_choice":7,"provider":[],"n":"x","thinking":1})",
         R"({"model":"a/film","input":[[],{}],"prompt":{},"duration":1e300,"query":"",)"
         R"("documents":[{"text":1}],"messages":[{"role":1,"content":[[]]}],"dimensions":-1})"}) {
      const Script script = service.answer(inference_request(responder.path, body));
      EXPECT_GE(script.status, 200) << responder.path << body;
      EXPECT_LT(script.status, 500) << responder.path << body;
    }
  }
}

}  // namespace
}  // namespace orbench::mock
