#include "harness/protocol/endpoint.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

TEST(Endpoints, AreFoundByName) {
  EXPECT_THAT(endpoint_names(),
              IsSupersetOf({"chat", "responses", "messages", "images", "speech"}));
  ASSERT_NE(find_endpoint("chat"), nullptr);
  EXPECT_EQ(find_endpoint("chat"), all_endpoints().front());
  EXPECT_EQ(find_endpoint("chatt"), nullptr);
  for (const Endpoint* endpoint : all_endpoints()) {
    EXPECT_NE(endpoint->what(), "") << endpoint->name();
    EXPECT_NE(endpoint->make_reader(), nullptr) << endpoint->name();
  }
}

TEST(Endpoints, CompileTheirOwnExampleAfterAModelIsSet) {
  for (const Endpoint* endpoint : all_endpoints()) {
    core::JsonValue request = endpoint->example_request();
    const bool names_model = endpoint->name() != "api";  // its calls may, in their body
    if (names_model) request.get()["model"] = "a/m";
    core::Diagnostics diagnostics;
    const core::SourceMap source;
    const auto compiled = endpoint->compile({request.get(), "", source, diagnostics});
    ASSERT_NE(compiled, nullptr) << endpoint->name();
    EXPECT_EQ(compiled->model(), names_model ? "a/m" : "");
  }
}

class JsonEndpointTest : public testing::Test {
 protected:
  std::unique_ptr<RequestTemplate> compile(std::string_view text, std::string_view kind = "chat") {
    json_ = core::parse_json_document(text, "f.json", source_, diagnostics_);
    return find_endpoint(kind)->compile({*json_, "", source_, diagnostics_});
  }
  std::vector<std::string> errors() const {
    std::vector<std::string> lines;
    for (const core::Error& error : diagnostics_.errors()) {
      lines.push_back(error.where + ": " + error.message);
    }
    return lines;
  }
  core::SourceMap source_;
  core::Diagnostics diagnostics_;
  std::unique_ptr<core::Json> json_;
};

constexpr std::string_view kStreaming =
    R"({"model": "a/m", "messages": [{"role": "user", "content": "${seq}"}], "stream": true})";
constexpr std::string_view kPlain = R"({"messages": [{"role": "user", "content": "hi"}]})";

TEST_F(JsonEndpointTest, RendersAStreamRequest) {
  const auto request = compile(kStreaming);
  ASSERT_NE(request, nullptr);
  EXPECT_TRUE(request->streaming());
  EXPECT_EQ(request->model(), "a/m");
  core::HttpRequest out;
  out.url = "http://127.0.0.1:1/api/v1/";
  out.body = "old";
  request->render({1, 5, false, 0}, out);
  EXPECT_EQ(out.method, "POST");
  EXPECT_EQ(out.url, "http://127.0.0.1:1/api/v1/chat/completions");
  EXPECT_EQ(out.body,
            R"({"model":"a/m","messages":[{"role":"user","content":"5"}],"stream":true})");
  EXPECT_THAT(out.headers, ElementsAre(core::Header{"Content-Type", "application/json"},
                                       core::Header{"Accept", "text/event-stream"},
                                       core::Header{"X-OpenRouter-Cache", "false"}));
}

TEST_F(JsonEndpointTest, RendersAPlainRequestForTheDefaultModel) {
  const auto request = compile(kPlain);
  ASSERT_NE(request, nullptr);
  EXPECT_FALSE(request->streaming());
  EXPECT_EQ(request->model(), "");
  core::HttpRequest out;
  request->render({}, out);
  EXPECT_EQ(out.headers[1], (core::Header{"Accept", "application/json"}));
}

TEST_F(JsonEndpointTest, LetsTheHeadersOfTheTargetWin) {
  const auto request = compile(kPlain);
  core::HttpRequest out;
  out.headers = {{"x-openrouter-cache", "true"}, {"Authorization", "Bearer x"}};
  request->render({}, out);
  request->render({}, out);
  EXPECT_EQ(out.headers.size(), 4U) << "rendering twice adds nothing";
  EXPECT_EQ(out.headers[0].value, "true");
}

TEST_F(JsonEndpointTest, LetsNullAndUnknownKeysPass) {
  compile(R"({"messages": [{"role": "user"}], "model": null, "stream": null, "seed": null,
              "brand_new": {"x": 1}, "temperature": 9, "stop": ["a"], "tool_choice": "auto"})");
  EXPECT_THAT(errors(), IsEmpty());
}

TEST_F(JsonEndpointTest, ReportsEveryMistakeAtOnce) {
  EXPECT_EQ(compile(R"({
  "model": 5,
  "messages": [{"role": "user", "content": "${nonse}"}, "hi"],
  "stream": "true",
  "max_tokens": 1.5
})"),
            nullptr);
  EXPECT_THAT(errors(),
              testing::UnorderedElementsAre(
                  AllOf(HasSubstr("f.json:2:12 #/model"),
                        HasSubstr("`model` must be a string, found number")),
                  AllOf(HasSubstr("f.json:3:57 #/messages/1"), HasSubstr("`role`")),
                  AllOf(HasSubstr("f.json:4:13 #/stream"), HasSubstr("true or false")),
                  AllOf(HasSubstr("f.json:5:17 #/max_tokens"), HasSubstr("a whole number")),
                  AllOf(HasSubstr("#/messages/0/content"), HasSubstr("did you mean \"nonce\""))));
}

TEST_F(JsonEndpointTest, NeedsMessages) {
  for (const std::string_view text : {"{}", R"({"messages": []})", R"({"messages": "hi"})"}) {
    diagnostics_ = {};
    EXPECT_EQ(compile(text), nullptr) << text;
    EXPECT_THAT(errors(), ElementsAre(HasSubstr("needs `messages`"))) << text;
  }
  diagnostics_ = {};
  EXPECT_EQ(compile("[]"), nullptr);
  EXPECT_THAT(errors(), ElementsAre(HasSubstr("must be an object, found array")));
}

struct KindRow {
  std::string_view kind;
  std::string_view request;
  std::string_view path;
  std::string_view accept;
  bool streaming;
  bool asks_for_metadata;
};

TEST_F(JsonEndpointTest, SendsEachKindToItsPath) {
  for (const KindRow& row : {
           KindRow{"responses", R"({"input":"hi","stream":true})", "/responses",
                   "text/event-stream", true, true},
           KindRow{"responses", R"({"input":[{"role":"user","content":"hi"}]})", "/responses",
                   "application/json", false, true},
           KindRow{"messages", R"({"messages":[{"role":"user"}],"stream":true})", "/messages",
                   "text/event-stream", true, true},
           KindRow{"images", R"({"prompt":"a","stream":true})", "/images", "text/event-stream",
                   true, false},
           KindRow{"images", R"({"prompt":"a"})", "/images", "application/json", false, false},
           KindRow{"speech", R"({"input":"a","voice":"v","stream":true})", "/audio/speech",
                   "audio/*", false, false},
       }) {
    const auto request = compile(row.request, row.kind);
    ASSERT_NE(request, nullptr) << row.kind;
    EXPECT_EQ(request->streaming(), row.streaming) << row.kind;
    core::HttpRequest out;
    out.url = "http://127.0.0.1:1/api/v1";
    request->render({}, out);
    EXPECT_EQ(out.url, "http://127.0.0.1:1/api/v1" + std::string(row.path));
    EXPECT_EQ(out.headers[1], (core::Header{"Accept", std::string(row.accept)})) << row.kind;
    const core::Header metadata{"X-OpenRouter-Metadata", "enabled"};
    EXPECT_EQ(std::count(out.headers.begin(), out.headers.end(), metadata),
              row.asks_for_metadata ? 1 : 0)
        << row.kind;
  }
}

TEST_F(JsonEndpointTest, ReportsWhatEachKindCannotDoWithout) {
  struct Row {
    std::string_view kind;
    std::string_view request;
    std::string_view error;
  };
  for (const Row& row :
       {Row{"responses", "{}", "needs `input`"},
        Row{"responses", R"({"input":""})", "needs `input`"},
        Row{"responses", R"({"input":5})", "`input` must be a string or an array"},
        Row{"responses", R"({"input":"a","stream":1})", "true or false"},
        Row{"messages", R"({"max_tokens":5})", "needs `messages`"},
        Row{"messages", R"({"messages":[{"role":"user"}],"system":5})", "`system`"},
        Row{"images", R"({"n":2})", "needs `prompt`"},
        Row{"images", R"({"prompt":"a","n":"2"})", "`n` must be a whole number"},
        Row{"speech", R"({"voice":"v"})", "needs `input`"},
        Row{"speech", R"({"input":["a"]})", "needs `input`"},
        Row{"speech", "[]", "must be an object, found array"}}) {
    diagnostics_ = {};
    EXPECT_EQ(compile(row.request, row.kind), nullptr) << row.kind << row.request;
    EXPECT_THAT(errors(), ElementsAre(HasSubstr(row.error))) << row.kind << row.request;
  }
  diagnostics_ = {};
  EXPECT_NE(compile(R"({"prompt":{"id":"p"},"input":null})", "responses"), nullptr)
      << "a stored prompt needs no input";
}

TEST_F(JsonEndpointTest, KnowsHowManyImagesAreAskedFor) {
  EXPECT_EQ(compile(R"({"prompt":"a"})", "images")->asked().items, 1U);
  EXPECT_EQ(compile(R"({"prompt":"a","n":3})", "images")->asked().items, 3U);
  EXPECT_EQ(compile(R"({"prompt":"a","n":-3})", "images")->asked().items, 0U);
  EXPECT_EQ(compile(R"({"prompt":"a","n":18446744073709551615})", "images")->asked().items, 0U);
}

TEST(ChatEndpoint, MakesAReaderOfItsReplies) {
  const auto reader = find_endpoint("chat")->make_reader();
  EXPECT_EQ(told_of(*reader, head_of(kStreamType), {recorded("done_twice")}),
            "ok events=1/3 bytes=2 answer=2 by=Acme model=a/m id=gen-1");
}

}  // namespace
}  // namespace orbench::protocol
