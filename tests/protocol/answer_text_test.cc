#include "harness/protocol/answer_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/conversation.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;

struct AnswerRow {
  const char* why;
  std::string body;
  const char* answer;
};

std::string events(std::initializer_list<const char*> data) {
  std::string body = ": OPENROUTER PROCESSING\n\n";
  for (const char* const event : data) body += std::string("data: ") + event + "\n\n";
  return body + "data: [DONE]\n\n";
}

TEST(AnswerText, FindsTheVisibleAnswerOnEveryTextWire) {
  const AnswerRow rows[] = {
      {"chat, plain",
       R"({"choices":[{"index":0,"message":{"role":"assistant","content":"Hi \u00e9","reasoning":"hm"}}]})",
       "Hi é"},
      {"chat, streamed, with reasoning and usage between",
       events({R"({"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
               R"({"choices":[{"index":0,"delta":{"reasoning":"let me think"}}]})",
               R"({"choices":[{"index":0,"delta":{"content":"Hel"}}]})",
               R"({"choices":[{"delta":{"content":"lo"},"index":0}],"usage":null})",
               R"({"choices":[],"usage":{"completion_tokens":2}})"}),
       "Hello"},
      {"chat, the first of two choices",
       events({R"({"choices":[{"index":1,"delta":{"content":"B"}}]})",
               R"({"choices":[{"index":0,"delta":{"content":"A"}}]})"}),
       "A"},
      {"chat, content in parts",
       R"({"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"image"}]}}]})",
       "a"},
      {"chat, a tool call has no text",
       R"({"choices":[{"index":0,"message":{"content":null,"tool_calls":[{}]}}]})", ""},
      {"messages, plain",
       R"({"type":"message","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"Hey"}]})",
       "Hey"},
      {"messages, streamed",
       events({R"({"type":"message_start","message":{"content":[]}})",
               R"({"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"x"}})",
               R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"He"}})",
               R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"y"}})"}),
       "Hey"},
      {"responses, plain",
       R"({"object":"response","output":[{"type":"reasoning","content":[]},
           {"type":"message","content":[{"type":"output_text","text":"Yo"}]}]})",
       "Yo"},
      {"responses, streamed: the whole response at the end adds nothing",
       events({R"({"type":"response.reasoning_text.delta","delta":"x"})",
               R"({"type":"response.output_text.delta","delta":"Y"})",
               R"({"type":"response.output_text.delta","delta":"o"})",
               R"({"type":"response.completed","response":{"output":[{"type":"message",
                   "content":[{"type":"output_text","text":"Yo"}]}]}})"}),
       "Yo"},
      {"a stream that was cut off",
       "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\ndata: {\"choices\":[{\"del",
       "Hel"},
      {"an event that is no JSON",
       "data: oops\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "a"},
      {"nothing", "", ""},
      {"white space", " \n", ""},
      {"an error", R"({"error":{"code":429,"message":"slow down"}})", ""},
      {"HTML", "<html>sorry</html>", ""},
      {"types that are wrong", R"({"choices":[{"message":{"content":7}},3]})", ""},
  };
  for (const AnswerRow& row : rows) EXPECT_EQ(answer_text(row.body), row.answer) << row.why;
}

core::Json parse(const std::string& text) { return core::Json::parse(text, nullptr, false); }

TEST(Conversation, GoesOnAtTheEndOfTheListOfTurns) {
  core::Json request = parse(R"({"model":"m","messages":[{"role":"user","content":"hi"}],"n":1})");
  ASSERT_TRUE(make_continuable(request, "messages"));
  std::string body = request.dump();
  append_history("", body);
  EXPECT_EQ(body, R"({"model":"m","n":1,"messages":[{"role":"user","content":"hi"}]})");
  append_history(R"(,{"role":"assistant","content":"yo"})", body);
  EXPECT_EQ(parse(body)["messages"].size(), 2U);
}

TEST(Conversation, MakesATurnOfAPlainText) {
  core::Json request = parse(R"({"input":"hi","model":"m"})");
  ASSERT_TRUE(make_continuable(request, "input"));
  EXPECT_EQ(request.dump(), R"({"model":"m","input":[{"role":"user","content":"hi"}]})");
}

TEST(Conversation, NeedsAListOfTurns) {
  for (const char* const text : {R"({"model":"m"})", R"({"messages":[]})", R"({"messages":{}})"}) {
    core::Json request = parse(text);
    EXPECT_FALSE(make_continuable(request, "messages")) << text;
  }
}

TEST(FollowUps, AddTheAnswerAndWhatTheUserSaysNext) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const core::Json session;
  const auto texts =
      FollowUps::compile({"Why?", "Number ${seq}?"},
                         RequestDraft(session, "/session/follow_ups", source, diagnostics));
  ASSERT_NE(texts, nullptr);
  RenderContext context;
  context.seq = 7;
  std::string history;
  texts->append_turn(context, "Because \"so\"\n\xff", 1, history);
  core::Json request = parse(R"({"messages":[1]})");
  std::string body = request.dump();
  append_history(history, body);
  const core::Json turns = parse(body)["messages"];
  ASSERT_EQ(turns.size(), 3U) << body;
  EXPECT_EQ(turns[1]["role"], "assistant");
  EXPECT_EQ(turns[1]["content"], "Because \"so\"\n\xEF\xBF\xBD") << "bad UTF-8 does no harm";
  EXPECT_EQ(turns[2]["role"], "user");
  EXPECT_EQ(turns[2]["content"], "Number 7?");
}

TEST(FollowUps, ReportMistakesOfTheirTemplates) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const core::Json session;
  const RequestDraft draft(session, "/session/follow_ups", source, diagnostics);
  EXPECT_EQ(FollowUps::compile({"${sequence}"}, draft), nullptr);
  ASSERT_FALSE(diagnostics.ok());
  EXPECT_THAT(diagnostics.errors()[0].where, HasSubstr("/session/follow_ups/0"));
}

}  // namespace
}  // namespace orbench::protocol
