#include "harness/protocol/content_probe.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/asked_format.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;

/// What a probe makes of one reply: `held`, `nothing`, or what it found instead.
class Looking {
 public:
  explicit Looking(const std::string& content, const char* endpoint = "chat")
      : raw_(core::Json::parse(content)), set_(endpoint) {
    core::Params params(raw_, "/checks/0/content", source_, diagnostics_);
    probe_ = compile_content_probe(params);
    params.finish();
    if (probe_.probe != nullptr) set_.add(0, probe_);
  }

  void ask(const std::string& request, const char* endpoint) {
    const core::Json body = core::Json::parse(request);
    set_.set_format(read_asked_format(
        endpoint, RequestDraft(body, "/workloads/0/request", source_, diagnostics_)));
  }

  [[nodiscard]] std::string at(const std::string& body, BodyVerdict verdict = BodyVerdict::kOk,
                               int status = 200, const char* finish_reason = "") const {
    ResponseFacts facts;
    facts.verdict = verdict;
    facts.served.finish_reason = finish_reason;
    std::vector<ContentFinding> findings;
    set_.look(status, body, facts, findings);
    if (findings.empty()) return "nothing";
    return findings.front().held ? "held" : findings.front().found;
  }

  [[nodiscard]] std::string mistakes() const {
    std::string all;
    for (const core::Error& error : diagnostics_.errors()) {
      all += error.where + ": " + error.message + "\n";
    }
    return all;
  }

 private:
  core::SourceMap source_;
  core::Diagnostics diagnostics_;
  core::Json raw_;
  CompiledProbe probe_;
  ProbeSet set_;
};

std::string events(std::initializer_list<const char*> data) {
  std::string body = ": OPENROUTER PROCESSING\n\n";
  for (const char* const event : data) body += std::string("data: ") + event + "\n\n";
  return body + "data: [DONE]\n\n";
}

const std::string kSaidPlain =
    R"({"choices":[{"index":0,"message":{"content":"Hello you","refusal":null}}],"usage":{"prompt_tokens":3}})";
const std::string kSaidStream =
    events({R"({"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":""}}]})",
            R"({"choices":[{"index":0,"delta":{"content":"Hello"}}]})",
            R"({"choices":[{"index":0,"delta":{"content":" you"},"finish_reason":"stop"}]})",
            R"({"choices":[],"usage":{"prompt_tokens":3}})"});

TEST(ContentProbe, FindsAValueByPointerStreamedOrPlain) {
  struct Row {
    const char* content;
    const char* says;
  };
  for (const Row& row : {
           Row{R"({"pointer": "/choices/0/message/content", "equals": "Hello you"})", "held"},
           Row{R"({"pointer": "/choices/0/message/content", "equals": "Hello"})",
               "is \"Hello you\""},
           Row{R"({"pointer": "/choices/0/message/content", "matches": "^[A-Z]"})", "held"},
           Row{R"({"pointer": "/choices/0/message/content", "matches": "^\\d"})",
               "is \"Hello you\""},
           Row{R"({"pointer": "/usage/prompt_tokens", "type": "integer"})", "held"},
           Row{R"({"pointer": "/usage/prompt_tokens", "type": "string"})", "is 3"},
           Row{R"({"pointer": "/usage/prompt_tokens", "matches": "3"})", "is 3"},
           Row{R"({"pointer": "/usage", "type": "object"})", "held"},
           Row{R"({"pointer": "/usage", "equals": {"prompt_tokens": 3}})", "held"},
           Row{R"({"pointer": "/choices/1", "type": "object"})", "nothing stands at /choices/1"},
           Row{R"({"pointer": "/choices/01", "type": "object"})", "nothing stands at"},
       }) {
    const Looking looking(row.content);
    EXPECT_EQ(looking.mistakes(), "") << row.content;
    EXPECT_THAT(looking.at(kSaidPlain), HasSubstr(row.says)) << row.content;
    EXPECT_THAT(looking.at(kSaidStream), HasSubstr(row.says)) << row.content << ", streamed";
  }
}

TEST(ContentProbe, JudgesAnswersThatCameWhole) {
  const Looking looking(R"({"pointer": "/choices", "type": "array"})");
  EXPECT_EQ(looking.at("<html>", BodyVerdict::kMalformed), "the reply is no JSON");
  EXPECT_EQ(looking.at("{}", BodyVerdict::kEmpty), "nothing stands at /choices");
  EXPECT_EQ(looking.at(kSaidPlain, BodyVerdict::kTruncated), "nothing");
  EXPECT_EQ(looking.at("{}", BodyVerdict::kHttpError, 500), "nothing") << "an error is no answer";
  EXPECT_EQ(looking.at("", BodyVerdict::kEmpty), "the reply is no JSON");
}

TEST(ContentProbe, KnowsFinishReasons) {
  const Looking one(R"({"finish_reason": "stop"})");
  EXPECT_EQ(one.at(kSaidPlain, BodyVerdict::kOk, 200, "stop"), "held");
  EXPECT_EQ(one.at(kSaidPlain, BodyVerdict::kOk, 200, "length"), "finish reason \"length\"");
  EXPECT_EQ(one.at(kSaidPlain), "no finish reason");
  const Looking several(R"({"finish_reason": ["stop", "length"]})");
  EXPECT_EQ(several.at(kSaidPlain, BodyVerdict::kOk, 200, "length"), "held");
}

TEST(ContentProbe, ParsesToolArgumentsOnEveryWire) {
  const auto chat_call = [](const char* pieces) {
    return events(
        {R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]})",
         R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"name":"g","arguments":"{}"}}]}}]})",
         R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}}]}}]})",
         pieces});
  };
  const Looking chat(R"({"tool_calls": "parse"})");
  EXPECT_EQ(
      chat.at(chat_call(
          R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]})")),
      "held");
  EXPECT_EQ(
      chat.at(chat_call(
          R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1"}}]}}]})")),
      R"(the arguments of "f" are "{"x":1")");
  EXPECT_EQ(chat.at(kSaidPlain), "nothing") << "who calls no tool breaks nothing";
  EXPECT_THAT(chat.at(R"({"choices":[{"message":{"tool_calls":[{"function":{"name":"f"}}]}}]})"),
              HasSubstr("missing"));

  const Looking messages(R"({"tool_calls": "parse"})", "messages");
  const auto block = [](const char* json) {
    return events(
        {R"({"type":"message_start","message":{"content":[]}})",
         R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"f","input":{}}})",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\""}})",
         json});
  };
  EXPECT_EQ(
      messages.at(block(
          R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":":1}"}})")),
      "held");
  EXPECT_THAT(messages.at(block(R"({"type":"content_block_stop","index":0})")),
              HasSubstr("the arguments of \"f\""));
  EXPECT_EQ(messages.at(R"({"content":[{"type":"tool_use","name":"f","input":{"x":1}}]})"), "held");

  const Looking responses(R"({"tool_calls": "parse"})", "responses");
  EXPECT_EQ(
      responses.at(events(
          {R"({"type":"response.created","response":{"output":[]}})",
           R"({"type":"response.completed","response":{"output":[{"type":"function_call","name":"f","arguments":"{}"}]}})"})),
      "held");
  EXPECT_THAT(responses.at(R"({"output":[{"type":"function_call","name":"f","arguments":"[1]"}]})"),
              HasSubstr("\"[1]\""));
}

constexpr const char* kSchema =
    R"({"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"],"additionalProperties":false})";

TEST(ContentProbe, HoldsAnswersToTheFormatAskedFor) {
  Looking chat(R"({"response_format": "honoured"})");
  chat.ask(std::string(
               R"({"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":)") +
               kSchema + "}}}",
           "chat");
  const auto said = [](const std::string& text) {
    return R"({"choices":[{"message":{"content":)" + nlohmann::json(text).dump() + "}}]}";
  };
  EXPECT_EQ(chat.mistakes(), "");
  EXPECT_EQ(chat.at(said(R"({"n": 2})")), "held");
  EXPECT_EQ(chat.at(said(R"({"n": 0})")), "/n is 0, less than 1");
  EXPECT_EQ(chat.at(said(R"({})")), "the answer: lacks \"n\"");
  EXPECT_EQ(chat.at(said(R"({"n": 2, "m": 1})")), "/m nothing may stand here");
  EXPECT_EQ(chat.at(said("Sure! {}")), "the answer is no JSON: \"Sure! {}\"");
  EXPECT_EQ(chat.at(R"({"choices":[{"message":{"content":null}}]})"), "the reply holds no text");
  EXPECT_EQ(chat.at(R"({"choices":[{"message":{"content":null,"tool_calls":[{}]}}]})"), "nothing");

  Looking responses(R"({"response_format": "honoured"})", "responses");
  responses.ask(
      std::string(R"({"text":{"format":{"type":"json_schema","schema":)") + kSchema + "}}}",
      "responses");
  EXPECT_EQ(
      responses.at(
          R"({"output":[{"type":"message","content":[{"type":"output_text","text":"{\"n\":"},{"type":"output_text","text":"1}"}]}]})"),
      "held");

  Looking messages(R"({"response_format": "honoured"})", "messages");
  messages.ask(R"({"output_config":{"format":{"type":"json_object"}}})", "messages");
  EXPECT_EQ(messages.at(R"({"content":[{"type":"text","text":"{}"}]})"), "held");
  EXPECT_EQ(messages.at(R"({"content":[{"type":"text","text":"[]"}]})"),
            "the answer is a list of 0");
}

TEST(ContentProbe, CountsDimensions) {
  const Looking looking(R"({"dimension": 2})", "embeddings");
  EXPECT_EQ(looking.at(R"({"data":[{"embedding":[0.5,1]},{"embedding":[1,0]}]})"), "held");
  EXPECT_EQ(looking.at(R"({"data":[{"embedding":[0.5,1]},{"embedding":[1]}]})"),
            "an embedding of 1 dimensions");
  EXPECT_EQ(looking.at(R"({"data":[{"embedding":"AAAAAAAAAAA="}]})"), "held");
  EXPECT_EQ(looking.at(R"({"data":[{"embedding":"AAAA"}]})"), "an embedding that is no vector");
  EXPECT_EQ(looking.at(R"({"data":[5]})"), "an embedding that is no vector");
  EXPECT_EQ(looking.at(R"([])"), "the reply holds no embedding");
}

TEST(ContentProbe, HoldsErrorsToTheirEnvelope) {
  struct Row {
    const char* sentence;
    int status;
    const char* body;
    const char* says;
  };
  const Looking looking(R"({"error": "documented"})");
  for (const Row& row : {
           Row{"the common one", 429, R"({"error":{"code":429,"message":"slow down"}})", "held"},
           Row{"of validation", 400,
               R"({"success":false,"error":{"name":"ZodError","message":"[]"}})", "held"},
           Row{"of availability", 404,
               R"({"error":{"message":"gone","availability":{"code":"no_endpoints"}}})", "held"},
           Row{"a code in words inside a success", 200,
               R"({"error":{"code":"server_error","message":"oops"}})", "held"},
           Row{"in a choice", 200, R"({"choices":[{"error":{"code":502,"message":"oops"}}]})",
               "held"},
           Row{"another code than the status", 503, R"({"error":{"code":500,"message":"x"}})",
               "503: the error's code is 500, the status 503"},
           Row{"a code as text", 500, R"({"error":{"code":"500","message":"x"}})",
               "500: the error's code is \"500\", the status 500"},
           Row{"no message", 500, R"({"error":{"code":500}})", "500: the error has no message"},
           Row{"no error", 500, R"({"detail":"x"})", "500: the reply has no error object"},
           Row{"a page", 502, "<html>Bad Gateway</html>", "502: the error is no JSON object"},
           Row{"words", 500, R"({"error":"x","success":"no"})",
               "500: the reply has no error object"},
       }) {
    EXPECT_EQ(looking.at(row.body, BodyVerdict::kHttpError, row.status), row.says) << row.sentence;
  }
  EXPECT_EQ(looking.at("{}", BodyVerdict::kOk), "nothing") << "an answer is no error";
  const Looking messages(R"({"error": "documented"})", "messages");
  EXPECT_EQ(messages.at(R"({"type":"error","error":{"type":"api_error","message":"x"}})",
                        BodyVerdict::kHttpError, 500),
            "held");
  EXPECT_EQ(messages.at(R"({"error":{"code":500,"message":"x"}})", BodyVerdict::kHttpError, 500),
            "500: its type is not \"error\"");
  EXPECT_EQ(
      messages.at(events({R"({"type":"message_start","message":{"content":[]}})",
                          R"({"type":"error","error":{"type":"overloaded_error","message":"x"}})"}),
                  BodyVerdict::kInBandError),
      "held");
}

TEST(ContentProbe, IsOneThing) {
  EXPECT_THAT(Looking(R"({"pointer": "/a", "image": "decodes"})").mistakes(),
              HasSubstr("not both"));
  EXPECT_THAT(Looking("{}").mistakes(), HasSubstr("a key that says what to look for"));
  EXPECT_THAT(Looking(R"({"pointer": "/a"})").mistakes(), HasSubstr("\"equals\", \"matches\""));
  EXPECT_THAT(Looking(R"({"pointer": "/a", "matches": "(", "x": 1})").mistakes(),
              HasSubstr("nothing closes"));
}

TEST(ContentProbe, RefusesFormatsThatItCannotJudge) {
  Looking looking(R"({"response_format": "honoured"})");
  looking.ask(R"({"response_format":{"type":"json_schema","json_schema":{"schema":
      {"type":"objekt","patternProperties":{},"items":{"$ref":"#/$defs/none"},
       "properties":{"a":{"pattern":"("}},"anyOf":[]}}}})",
              "chat");
  const std::string mistakes = looking.mistakes();
  const std::string place = "/workloads/0/request/response_format/json_schema/schema";
  EXPECT_THAT(mistakes, HasSubstr(place + "/type: no type is called \"objekt\""));
  EXPECT_THAT(mistakes, HasSubstr(place + "/patternProperties: an answer cannot be judged by"));
  EXPECT_THAT(mistakes, HasSubstr(place + "/items/$ref: nothing stands at"));
  EXPECT_THAT(mistakes, HasSubstr(place + "/properties/a/pattern: this is no pattern"));
  EXPECT_THAT(mistakes, HasSubstr(place + "/anyOf: expected a list of schemas"));
}

}  // namespace
}  // namespace orbench::protocol
