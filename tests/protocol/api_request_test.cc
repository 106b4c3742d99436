#include "harness/protocol/api_request.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/protocol/compiled_call.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

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
    const CompiledCall made(row.request);
    ASSERT_NE(made.request, nullptr) << row.request << made.mistakes();
    const core::HttpRequest request = made.rendered();
    EXPECT_EQ(request.method + " " + request.url, row.line);
    EXPECT_EQ(made.request->operation(), row.operation);
    EXPECT_EQ(request.body, "");
    EXPECT_EQ(header(request, "Content-Type"), "");
  }
}

TEST(ApiRequest, SendsItsBodyOrForm) {
  const CompiledCall json(
      R"({"operation":"POST /keys","body":{"name":"k-${seq}","limit":5,"later":{}}})");
  ASSERT_NE(json.request, nullptr) << json.mistakes();
  EXPECT_EQ(json.rendered(3).body, R"({"name":"k-3","limit":5,"later":{}})");
  EXPECT_EQ(header(json.rendered(), "Content-Type"), "application/json");
  const CompiledCall form(
      R"({"operation":"POST /files","form":{"file":{"name":"a.txt","content":"abc"},"x":"1"}})");
  ASSERT_NE(form.request, nullptr) << form.mistakes();
  EXPECT_THAT(header(form.rendered(), "Content-Type"), HasSubstr("multipart/form-data; boundary="));
  EXPECT_THAT(form.rendered().body, HasSubstr("name=\"file\"; filename=\"a.txt\""));
  EXPECT_THAT(form.rendered().body, HasSubstr("\r\n\r\nabc\r\n"));
}

TEST(ApiRequest, TemplatesFillItsUrl) {
  const CompiledCall made(R"({"operation":"GET /generation","query":{"id":"gen ${seq}"}})");
  ASSERT_NE(made.request, nullptr) << made.mistakes();
  EXPECT_EQ(made.rendered(5).url, "http://host/api/v1/generation?id=gen%205");
  const CompiledCall path(R"({"operation":"GET /presets/{slug}","arguments":{"slug":"p-${seq}"}})");
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
    const CompiledCall made(row.request);
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
    const CompiledCall made(request.dump());
    EXPECT_THAT(made.mistakes(), IsEmpty()) << name_of(endpoint);
  }
}

}  // namespace
}  // namespace orbench::protocol
