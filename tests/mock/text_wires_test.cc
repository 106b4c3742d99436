// The transcripts of /responses and /messages, held against goldens that were read line by line
// with the API reference. They are written anew with ORBENCH_UPDATE_GOLDENS=1 in the environment.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/inference_fixture.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kTool = R"("tools":[{"type":"function","name":"look_up"}],)";

std::string responses_body(std::string_view model, std::string_view members = "") {
  return R"({"model":")" + std::string(model) + R"(",)" + std::string(members) +
         R"("input":"Say it","stream":true})";
}

std::string messages_body(std::string_view model, std::string_view members = "") {
  return R"({"model":")" + std::string(model) + R"(",)" + std::string(members) +
         R"("messages":[{"role":"user","content":"Say it"}],"stream":true})";
}

std::string without_stream(std::string body) {
  body.replace(body.find("\"stream\":true"), 13, "\"stream\":false");
  return body;
}

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(ORBENCH_SOURCE_DIR) + "/tests/golden/mock/" + name;
  if (std::getenv("ORBENCH_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string golden((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  EXPECT_EQ(actual, golden) << name;
}

/// The JSON of every data event but the terminator.
std::vector<json> events_of(const std::string& body) {
  std::vector<json> events;
  for (std::size_t at = 0; (at = body.find("data: {", at)) != std::string::npos;) {
    const auto end = body.find("\n\n", at);
    events.push_back(json::parse(body.substr(at + 6, end - at - 6), nullptr, false));
    EXPECT_FALSE(events.back().is_discarded()) << body.substr(at, end - at);
    at = end;
  }
  return events;
}

TEST(TextWires, AreExactlyTheGoldenTranscripts) {
  struct Row {
    const char* golden;
    const char* path;
    std::string body;
  };
  for (const Row& row :
       {Row{"responses_text.sse", "/responses", responses_body("a/text")},
        Row{"responses_thinker_tool.sse", "/responses", responses_body("a/thinker", kTool)},
        Row{"messages_text.sse", "/messages", messages_body("a/text")},
        Row{"messages_thinker_tool.sse", "/messages", messages_body("a/thinker", kTool)},
        Row{"responses_text.json", "/responses", without_stream(responses_body("a/text"))},
        Row{"messages_text.json", "/messages", without_stream(messages_body("a/text"))}}) {
    expect_golden(row.golden, rendered_body(inference_answer(row.path, row.body)));
  }
}

TEST(ResponsesStream, NumbersItsEventsWithoutAGap) {
  for (const std::string_view model : {"a/text", "a/thinker"}) {
    for (const std::string_view members : {std::string_view(""), kTool}) {
      const auto events =
          events_of(rendered_body(inference_answer("/responses", responses_body(model, members))));
      for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i]["sequence_number"], i);
      EXPECT_EQ(events.front()["type"], "response.created");
      EXPECT_EQ(events.back()["type"], "response.completed");
    }
  }
}

TEST(ResponsesStream, SaysThePiecesOfWhatItSaysWhole) {
  const auto events =
      events_of(rendered_body(inference_answer("/responses", responses_body("a/thinker"))));
  std::string text;
  std::string reasoning;
  for (const json& event : events) {
    if (event["type"] == "response.output_text.delta") text += event["delta"];
    if (event["type"] == "response.reasoning_text.delta") reasoning += event["delta"];
  }
  const json whole =
      json_of(inference_answer("/responses", without_stream(responses_body("a/thinker"))));
  EXPECT_EQ(events.back()["response"], whole);
  EXPECT_EQ(whole["output"][0]["content"][0]["text"], reasoning);
  EXPECT_EQ(whole["output"][1]["content"][0]["text"], text);
  EXPECT_EQ(whole["output_text"], text);
  EXPECT_EQ(whole["usage"]["output_tokens"], 4);
  EXPECT_EQ(whole["usage"]["output_tokens_details"]["reasoning_tokens"], 2);
}

TEST(ResponsesStream, EndsIncompleteWhenTheLimitCutsIt) {
  const auto events = events_of(rendered_body(
      inference_answer("/responses", responses_body("a/text", R"("max_output_tokens":2,)"))));
  EXPECT_EQ(events.back()["type"], "response.incomplete");
  EXPECT_EQ(events.back()["response"]["incomplete_details"]["reason"], "max_output_tokens");
}

TEST(TextWires, KeepTheFirstTokenOnTimeWhateverComesBefore) {
  for (const auto& [path, body] : {std::pair{"/responses", responses_body("a/thinker", kTool)},
                                   std::pair{"/messages", messages_body("a/thinker", kTool)}}) {
    const Script script = inference_answer(path, body);
    core::Duration at{};
    core::Duration first{};
    core::Duration last{};
    for (const Piece& piece : script.pieces) {
      at += piece.gap;
      EXPECT_GE(piece.gap.count(), 0) << path;
      if (piece.part == Part::kReasoning && first == core::Duration{}) first = at;
      if (piece.part == Part::kTool) last = at;
    }
    EXPECT_EQ(first, std::chrono::milliseconds(10)) << path;
    EXPECT_EQ(last, std::chrono::milliseconds(16)) << path;
    EXPECT_EQ(at, last) << path << ": nothing waits after the last token";
  }
}

TEST(TextWires, HideAndCountReasoningWhenToldTo) {
  const auto events = events_of(rendered_body(inference_answer(
      "/responses", responses_body("a/thinker", R"("reasoning":{"exclude":true},)"))));
  for (const json& event : events) EXPECT_THAT(event["type"], Not(HasSubstr("reasoning")));
  EXPECT_EQ(events.back()["response"]["usage"]["output_tokens_details"]["reasoning_tokens"], 2);
  const auto quiet = rendered_body(inference_answer(
      "/messages", messages_body("a/thinker", R"("thinking":{"type":"disabled"},)")));
  EXPECT_THAT(quiet, HasSubstr(R"("thinking_tokens":0)"));
}

TEST(MessagesStream, NamesEachEventAsItsData) {
  const std::string body =
      rendered_body(inference_answer("/messages", messages_body("a/thinker", kTool)));
  std::size_t named = 0;
  for (std::size_t at = 0; (at = body.find("event: ", at)) != std::string::npos; ++named) {
    const auto line = body.find('\n', at);
    const std::string name = body.substr(at + 7, line - at - 7);
    const std::string data = body.substr(line + 1, body.find("\n\n", line) - line - 1);
    const bool done = data == "data: [DONE]";
    EXPECT_EQ(name, done ? "data" : json::parse(data.substr(6))["type"].get<std::string>());
    at = line;
  }
  EXPECT_GT(named, 10U);
  EXPECT_THAT(body, EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
                             "event: data\ndata: [DONE]\n\n"));
}

TEST(MessagesStream, CanLeaveDoneOut) {
  const auto script = inference_answer("/messages", messages_body("a/text"), "",
                                       inference_config(R"("messages_done": false)"));
  EXPECT_THAT(rendered_body(script), EndsWith("data: {\"type\":\"message_stop\"}\n\n"));
}

TEST(MessagesPlain, HoldsTheToolsInputAsAnObject) {
  const json message =
      json_of(inference_answer("/messages", without_stream(messages_body("a/text", kTool))));
  EXPECT_EQ(message["stop_reason"], "tool_use");
  EXPECT_EQ(message["content"][0]["name"], "look_up");
  EXPECT_TRUE(message["content"][0]["input"].contains("query")) << message;
  EXPECT_EQ(message["provider"], "Near");
}

TEST(MessagesErrors, HaveTheEnvelopeOfTheirOwn) {
  const json before = json_of(inference_answer("/messages", "{}"));
  EXPECT_EQ(before["type"], "error");
  EXPECT_EQ(before["error"]["type"], "invalid_request_error");
  EXPECT_TRUE(before["request_id"].is_null());
  const Script after = inference_answer("/messages", messages_body("a/text"), "status_529");
  EXPECT_EQ(after.status, 529);
  EXPECT_EQ(json_of(after)["error"]["type"], "overloaded_error");
  EXPECT_EQ(json_of(after)["error"]["error_type"], "provider_overloaded");
  EXPECT_EQ(json_of(after)["request_id"], script_header(after, "X-Generation-Id"));
  EXPECT_EQ(rendered_body(after).size(), *after.content_length);
  Request without_key = inference_request("/messages", "{}");
  without_key.headers.clear();
  EXPECT_EQ(json_of(quick_service().answer(without_key))["error"]["type"], "authentication_error");
  without_key.headers.push_back({"x-api-key", "k"});
  EXPECT_EQ(quick_service().answer(without_key).status, 400) << "that key will do here";
}

TEST(TextWires, RefuseWhatTheyMust) {
  struct Row {
    const char* why;
    const char* path;
    const char* body;
    int status;
  };
  for (const Row& row : {
           Row{"no input", "/responses", R"({"model":"a/text"})", 400},
           Row{"no model", "/responses", R"({"input":"x"})", 400},
           Row{"keeps nothing", "/responses", R"({"model":"a/text","input":"x","store":true})",
               400},
           Row{"nothing came before", "/responses",
               R"({"model":"a/text","input":"x","previous_response_id":"gen-1"})", 400},
           Row{"null is not given", "/responses",
               R"({"model":"a/text","input":"x","previous_response_id":null,"new_field":[{}]})",
               200},
           Row{"unknown model", "/responses", R"({"model":"a/none","input":"x"})", 400},
           Row{"no JSON", "/responses", "{", 400},
           Row{"no messages", "/messages", R"({"model":"a/text"})", 400},
           Row{"no model", "/messages", R"({"messages":[{"role":"user","content":"x"}]})", 400},
           Row{"no content", "/messages", R"({"model":"a/text","messages":[{"role":"user"}]})",
               400},
           Row{"fallbacks and models", "/messages",
               R"({"model":"a/text","models":["a/text"],"fallbacks":[{"model":"a/text"}],)"
               R"("messages":[{"role":"user","content":"x"}]})",
               400},
           Row{"a fallback holds more", "/messages",
               R"({"model":"a/text","fallbacks":[{"model":"a/text","n":1}],)"
               R"("messages":[{"role":"user","content":"x"}]})",
               400},
           Row{"nobody left", "/messages",
               R"({"model":"a/text","provider":{"only":["far"]},)"
               R"("messages":[{"role":"user","content":"x"}]})",
               404},
           Row{"two efforts", "/chat/completions",
               R"({"model":"a/text","reasoning":{"effort":"low"},"reasoning_effort":"high",)"
               R"("messages":[{"role":"user","content":"x"}]})",
               400},
       }) {
    EXPECT_EQ(inference_answer(row.path, row.body).status, row.status) << row.path << row.why;
  }
}

TEST(TextWires, BreakInTheirOwnWords) {
  const std::string responses =
      rendered_body(inference_answer("/responses", responses_body("a/text"), "mid_stream_error"));
  const auto events = events_of(responses);
  EXPECT_EQ(events.back()["type"], "response.failed");
  EXPECT_EQ(events.back()["sequence_number"], events.size() - 1);
  EXPECT_EQ(events.back()["response"]["status"], "failed");
  const std::string messages =
      rendered_body(inference_answer("/messages", messages_body("a/text"), "mid_stream_error"));
  EXPECT_THAT(messages, HasSubstr("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"));
  EXPECT_THAT(messages, Not(HasSubstr("message_stop")));
  EXPECT_THAT(
      rendered_body(inference_answer("/responses", responses_body("a/text"), "error_first_event")),
      StartsWith("data: {\"type\":\"response.failed\",\"sequence_number\":0,"));
}

}  // namespace
}  // namespace orbench::mock
