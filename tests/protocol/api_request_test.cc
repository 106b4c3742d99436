#include "harness/protocol/api_request.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/protocol/api_reader.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// A request compiled from its JSON.
struct Compiled {
  explicit Compiled(const std::string& text) {
    body = core::Json::parse(text, nullptr, false);
    request = compile_api_request(RequestDraft{body, "/r", source, diagnostics});
  }
  [[nodiscard]] std::string mistakes() const {
    std::string all;
    for (const core::Error& error : diagnostics.errors()) {
      all += error.where + " " + error.message + "\n";
    }
    return all;
  }
  [[nodiscard]] core::HttpRequest rendered(std::uint64_t seq = 0) const {
    core::HttpRequest out;
    out.url = "http://host/api/v1/";
    RenderContext context;
    context.seq = seq;
    request->render(context, out);
    return out;
  }
  core::Json body;
  core::SourceMap source;
  core::Diagnostics diagnostics;
  std::unique_ptr<RequestTemplate> request;
};

std::string header(const core::HttpRequest& request, std::string_view name) {
  for (const core::Header& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

TEST(ApiRequest, IsWrittenFromOperationOrMethodAndPath) {
  struct Row {
    const char* request;
    const char* line;
    const char* operation;
  };
  for (const Row& row : {
           Row{R"({"operation":"GET /models/count"})", "GET http://host/api/v1/models/count",
               "GET /models/count"},
           Row{R"({"method":"GET","path":"/models/acme/swift%208b/endpoints"})",
               "GET http://host/api/v1/models/acme/swift%208b/endpoints",
               "GET /models/{author}/{slug}/endpoints"},
           Row{R"({"operation":"GET /models/{author}/{slug}/endpoints",
                   "arguments":{"author":"a b","slug":"c/d"}})",
               "GET http://host/api/v1/models/a%20b/c%2Fd/endpoints",
               "GET /models/{author}/{slug}/endpoints"},
           Row{R"({"operation":"GET /models","query":{"q":"a&b=c","context":8000,
                   "supported_parameters":["tools","seed"],"new_in_2027":true}})",
               "GET http://host/api/v1/models?q=a%26b%3Dc&context=8000&"
               "supported_parameters=tools%2Cseed&new_in_2027=true",
               "GET /models"},
           Row{R"({"operation":"GET /videos/models"})", "GET http://host/api/v1/videos/models",
               "GET /videos/models"},
           Row{R"({"operation":"DELETE /keys/{hash}","arguments":{"hash":7}})",
               "DELETE http://host/api/v1/keys/7", "DELETE /keys/{hash}"},
       }) {
    const Compiled made(row.request);
    ASSERT_NE(made.request, nullptr) << row.request << made.mistakes();
    const core::HttpRequest request = made.rendered();
    EXPECT_EQ(request.method + " " + request.url, row.line);
    EXPECT_EQ(made.request->operation(), row.operation);
    EXPECT_EQ(request.body, "");
    EXPECT_EQ(header(request, "Content-Type"), "");
  }
}

TEST(ApiRequest, SendsItsBodyOrForm) {
  const Compiled json(
      R"({"operation":"POST /keys","body":{"name":"k-${seq}","limit":5,"later":{}}})");
  ASSERT_NE(json.request, nullptr) << json.mistakes();
  EXPECT_EQ(json.rendered(3).body, R"({"name":"k-3","limit":5,"later":{}})");
  EXPECT_EQ(header(json.rendered(), "Content-Type"), "application/json");
  const Compiled form(
      R"({"operation":"POST /files","form":{"file":{"name":"a.txt","content":"abc"},"x":"1"}})");
  ASSERT_NE(form.request, nullptr) << form.mistakes();
  EXPECT_THAT(header(form.rendered(), "Content-Type"), HasSubstr("multipart/form-data; boundary="));
  EXPECT_THAT(form.rendered().body, HasSubstr("name=\"file\"; filename=\"a.txt\""));
  EXPECT_THAT(form.rendered().body, HasSubstr("\r\n\r\nabc\r\n"));
}

TEST(ApiRequest, TemplatesFillItsUrl) {
  const Compiled made(R"({"operation":"GET /generation","query":{"id":"gen ${seq}"}})");
  ASSERT_NE(made.request, nullptr) << made.mistakes();
  EXPECT_EQ(made.rendered(5).url, "http://host/api/v1/generation?id=gen%205");
  const Compiled path(R"({"operation":"GET /presets/{slug}","arguments":{"slug":"p-${seq}"}})");
  ASSERT_NE(path.request, nullptr) << path.mistakes();
  EXPECT_EQ(path.rendered(2).url, "http://host/api/v1/presets/p-2");
}

TEST(ApiRequest, ReportsEveryMistakeAtItsPlace) {
  struct Row {
    const char* what;
    const char* request;
    const char* place;
    const char* message;
  };
  for (const Row& row : {
           Row{"no operation", R"({})", "#/r", "operation"},
           Row{"a typo in an operation", R"({"operation":"GET /modles"})", "#/r/operation",
               "did you mean \"GET /models\""},
           Row{"another method", R"({"operation":"PUT /models"})", "#/r/operation", "GET /models"},
           Row{"an operation that nobody has", R"({"method":"GET","path":"/entirely/elsewhere"})",
               "#/r/path", "no operation"},
           Row{"both ways at once", R"({"operation":"GET /key","path":"/key"})", "#/r/operation",
               "not both"},
           Row{"an operation of another type", R"({"operation":7})", "#/r/operation", "string"},
           Row{"a blank left open", R"({"operation":"GET /keys/{hash}"})", "#/r", "arguments.hash"},
           Row{"an argument too many", R"({"operation":"GET /keys/{hash}",
               "arguments":{"hash":"a","has":"b"}})",
               "#/r/arguments/has", "hash"},
           Row{"an argument that leads elsewhere", R"({"operation":"GET /keys/{hash}",
               "arguments":{"hash":".."}})",
               "#/r/arguments/hash", "segment"},
           Row{"an object in the URL", R"({"operation":"GET /keys/{hash}",
               "arguments":{"hash":{}}})",
               "#/r/arguments/hash", "object"},
           Row{"a required parameter of the query", R"({"operation":"GET /generation"})", "#/r",
               "query.id"},
           Row{"a typo in the query", R"({"operation":"GET /models","query":{"categroy":"x"}})",
               "#/r/query/categroy", "category"},
           Row{"a required parameter of the body", R"({"operation":"POST /keys","body":{}})", "#/r",
               "body.name"},
           Row{"no body where one is needed", R"({"operation":"POST /keys"})", "#/r", "body.name"},
           Row{"a type in the body", R"({"operation":"POST /keys","body":{"name":7}})",
               "#/r/body/name", "string"},
           Row{"a body that is none", R"({"operation":"POST /keys","body":[]})", "#/r/body",
               "object"},
           Row{"a body with a GET", R"({"operation":"GET /key","body":{}})", "#/r/body", "query"},
           Row{"a body and a form", R"({"operation":"POST /files","body":{},"form":{}})",
               "#/r/form", "not both"},
           Row{"a part of a form that is no text", R"({"operation":"POST /files",
               "form":{"file":7}})",
               "#/r/form/file", "content"},
           Row{"a typo in a key", R"({"operation":"GET /models","qeury":{}})", "#/r/qeury",
               "query"},
           Row{"values taken from a call that is measured", R"({"operation":"GET /key",
               "take":{"a":"/b"}})",
               "#/r/take", "unknown key"},
           Row{"a mistake in a step", R"({"operation":"GET /key","prepare":{"operation":
               "GET /kye"}})",
               "#/r/prepare/operation", "GET /key"},
           Row{"a mistake in one of several", R"({"operation":"GET /key","prepare":[{"operation":
               "GET /key"},{"operation":"GET /key","take":{"x":"data"}}]})",
               "#/r/prepare/1/take/x", "JSON pointer"},
           Row{"a step that is none", R"({"operation":"GET /key","prepare":[7]})", "#/r/prepare/0",
               "object"},
           Row{"a pause in words", R"({"operation":"GET /key","prepare":{"operation":"GET /key",
               "pause":"long"}})",
               "#/r/prepare/pause", "true or false"},
       }) {
    const Compiled made(row.request);
    EXPECT_EQ(made.request, nullptr) << row.what;
    ASSERT_FALSE(made.diagnostics.ok()) << row.what;
    EXPECT_THAT(made.diagnostics.errors()[0].where, HasSubstr(row.place)) << row.what;
    EXPECT_THAT(made.mistakes(), HasSubstr(row.message)) << row.what;
  }
}

TEST(ApiRequest, EveryDocumentedOperationCompilesWithWhatItNeeds) {
  for (const api::Endpoint& endpoint : api::endpoints()) {
    core::Json request;
    request["operation"] = name_of(endpoint);
    std::string_view rest = endpoint.path;
    for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
      const auto close = rest.find('}');
      request["arguments"][std::string(rest.substr(open + 1, close - open - 1))] = "x";
      rest.remove_prefix(close + 1);
    }
    core::Json& given = request[endpoint.takes_body() ? "body" : "query"];
    given = core::Json::object();
    for (const api::Shape::Member& member : endpoint.parameters.members) {
      if (!member.required) continue;
      core::Json value = "x";
      if (member.shape.kind == api::Shape::Kind::kArray) value = core::Json::array();
      if (member.shape.kind == api::Shape::Kind::kObject) value = core::Json::object();
      if (member.shape.kind == api::Shape::Kind::kNumber) value = 1;
      given[std::string(member.name)] = value;
    }
    const Compiled made(request.dump());
    EXPECT_THAT(made.mistakes(), IsEmpty()) << name_of(endpoint);
  }
}

/// Reads replies to a request, each at its own millisecond.
struct Conversation {
  explicit Conversation(const std::string& text) : made(text) {
    EXPECT_NE(made.request, nullptr) << made.mistakes();
    reader.reset();
    reader.expect(made.request->asked());
  }
  std::string reply(std::string_view body, int status = 200, std::string_view type = kJsonType,
                    bool complete = true) {
    reader.on_head(head_of(type, status));
    for (const char c : body) {
      if (!reader.on_bytes(at_ms(ms), {&c, 1})) break;
    }
    reader.finish(at_ms(ms++), complete);
    return told(reader);
  }
  std::string next() {
    core::HttpRequest out;
    out.url = "http://host/api/v1";
    reader.render_follow_up(out);
    return out.method + " " + out.url.substr(18) + (out.body.empty() ? "" : " " + out.body);
  }
  Compiled made;
  ApiReader reader;
  int ms = 1;
};

TEST(ApiReader, HoldsAReplyAgainstItsDocumentedShape) {
  Conversation talk(R"({"operation":"GET /models/count"})");
  EXPECT_EQ(talk.reply(R"({"data":{"count":3}})"), "ok of=document");
  EXPECT_EQ(talk.reader.facts().product, core::Product::kDocument);
  struct Row {
    const char* body;
    int status;
    const char* told;
  };
  for (const Row& row : {
           Row{R"({"data":{"count":"3"}})", 200,
               "malformed of=document | /data/count must be an integer"},
           Row{R"({"data":{}})", 200, "malformed of=document | /data lacks `count`"},
           Row{R"({"news":1})", 200, "malformed of=document | the reply lacks `data`"},
           Row{R"({"error":{"code":500,"message":"no"}})", 200, "in_band_error"},
           Row{R"({"error":{"code":400,"message":"no"}})", 400,
               "http_error of=document | HTTP 400: no"},
           Row{"[]", 200, "malformed"},
           Row{"", 200, "malformed"},
       }) {
    Conversation other(R"({"operation":"GET /models/count"})");
    EXPECT_THAT(other.reply(row.body, row.status), HasSubstr(row.told)) << row.body;
    EXPECT_FALSE(other.reader.follow_up().has_value());
  }
}

TEST(ApiReader, CountsBytesWhereNoJsonIsDocumented) {
  Conversation talk(R"({"operation":"GET /files/{file_id}/content","arguments":{"file_id":"f"}})");
  EXPECT_EQ(talk.reply("\x01\x02 anything", 200, "application/octet-stream"), "ok of=document");
  EXPECT_TRUE(talk.reader.timeline().done.is_set());
  EXPECT_THAT(talk.reply("{\"error\":{\"message\":\"gone\"}}", 404), HasSubstr("http_error"));
  EXPECT_THAT(talk.reply("cut", 200, "text/plain", false), HasSubstr("truncated"));
}

TEST(ApiReader, ReadsWhatACallOfAModelCostAndWhoServedIt) {
  Conversation talk(R"({"operation":"POST /rerank","body":{"model":"m","query":"q",
      "documents":["a"]}})");
  EXPECT_EQ(talk.reply(R"({"id":"gen-rerank-1","model":"m","provider":"Near","results":[],
      "usage":{"cost":0.5,"search_units":1,"total_tokens":4}})"),
            "ok of=document usage=4/-/-/- pico=500000000000 by=Near model=m id=gen-rerank-1");
}

constexpr const char* kPrepared = R"({"operation":"DELETE /workspaces/{id}/budgets/{interval}",
    "arguments":{"interval":"daily"},
    "prepare":[{"operation":"POST /workspaces","body":{"name":"w","slug":"w"},
                "take":{"id":"/data/id"},"pause":true},
               {"operation":"PUT /workspaces/{id}/budgets/{interval}",
                "arguments":{"interval":"daily"},"body":{"limit_usd":5}}]})";

TEST(ApiReader, TakesWhatEarlierRepliesGive) {
  Conversation talk(kPrepared);
  EXPECT_EQ(talk.made.rendered().url, "http://host/api/v1/workspaces");
  EXPECT_TRUE(talk.made.request->asked().prepares);
  talk.reply(R"({"data":{"id":"w 1/2"},"anything":"goes here"})", 201);
  ASSERT_TRUE(talk.reader.follow_up().has_value());
  EXPECT_TRUE(talk.reader.follow_up()->after_pause);
  EXPECT_FALSE(talk.reader.follow_up()->measured);
  EXPECT_EQ(talk.next(), R"(PUT /workspaces/w%201%2F2/budgets/daily {"limit_usd":5})");
  talk.reply("{}");
  ASSERT_TRUE(talk.reader.follow_up().has_value());
  EXPECT_TRUE(talk.reader.follow_up()->measured);
  EXPECT_EQ(talk.next(), "DELETE /workspaces/w%201%2F2/budgets/daily");
  EXPECT_EQ(talk.reply(R"({"deleted":true})"), "ok of=document");
  EXPECT_FALSE(talk.reader.follow_up().has_value());
}

TEST(ApiReader, FailsWithTheStepThatFails) {
  Conversation refused(kPrepared);
  EXPECT_EQ(refused.reply(R"({"error":{"code":403,"message":"no"}})", 403),
            "http_error of=document | POST /workspaces comes first: HTTP 403: no");
  EXPECT_FALSE(refused.reader.follow_up().has_value());
  for (const char* body : {R"({"data":{}})", R"({"data":{"id":null}})", R"({"data":{"id":""}})",
                           R"({"data":{"id":{}}})", R"({"data":[]})"}) {
    Conversation empty(kPrepared);
    EXPECT_EQ(
        empty.reply(body, 201),
        "malformed of=document | POST /workspaces comes first: its reply has no value at /data/id");
  }
  Conversation huge(kPrepared);
  huge.reader.on_head(head_of(kJsonType, 201));
  EXPECT_FALSE(huge.reader.on_bytes(at_ms(1), std::string(ApiReader::kMaxPrepared + 1, ' ')));
}

TEST(ApiReader, ForgetsTheRequestBefore) {
  Conversation talk(kPrepared);
  talk.reply(R"({"data":{"id":"one"}})", 201);
  talk.reader.reset();
  talk.reader.expect(talk.made.request->asked());
  talk.reply(R"({"data":{"id":"two"}})", 201);
  EXPECT_THAT(talk.next(), HasSubstr("/workspaces/two/"));
}

}  // namespace
}  // namespace orbench::protocol
