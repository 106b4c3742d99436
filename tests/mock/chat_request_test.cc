#include "mock/responders/chat_request.h"

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
using ::testing::HasSubstr;

TEST(ChatRequest, AcceptsUnknownFieldsAndNullAnywhere) {
  const std::string body = answer_to(
      R"({"model":"a/plain","messages":[{"role":"user","content":null}],"provider":null,
        "max_tokens":null,"stream":null,"tools":null,"tool_choice":null,"reasoning":null,
        "seed":"x","brand_new":{"deep":[1]},"max_completion_tokens":-3})");
  EXPECT_THAT(body, HasSubstr(R"("object":"chat.completion")"));
}

TEST(ChatRequest, DoesNotTakeBracketsInTextForNesting) {
  const std::string text = R"(\"\\)" + std::string(500, '[');
  const std::string body =
      answer_to(R"({"model":"a/plain","messages":[{"role":"user","content":")" + text + "\"}]}");
  EXPECT_THAT(body, HasSubstr(R"("object":"chat.completion")"));
}

TEST(ChatRequest, LimitsTheAnswerToMaxTokens) {
  const auto usage = [](const std::string& members) {
    return json::parse(answer_to(chat_body("a/plain", members)), nullptr, false)["usage"];
  };
  EXPECT_EQ(usage(R"("max_tokens":1,)")["completion_tokens"], 1);
  EXPECT_EQ(usage(R"("max_tokens":1,"max_completion_tokens":3,)")["completion_tokens"], 3);
  EXPECT_EQ(usage(R"("max_tokens":1e5,)")["completion_tokens"], 6);
  EXPECT_THAT(answer_to(chat_body("a/plain", R"("max_tokens":1e300,)")),
              HasSubstr("context_length_exceeded"));
}

TEST(ChatRequest, RefusesWhatCannotBeServed) {
  struct Row {
    const char* sentence;
    std::string body;
    int status;
    const char* message;
  };
  const std::vector<Row> rows = {
      {"a body that is no JSON", "{oops", 400, "Input must have at least 1 token."},
      {"a body nested beyond any request",
       R"({"model":"a/plain","messages":[{}],"x":)" + std::string(200, '[') +
           std::string(200, ']') + "}",
       400, "Input must have at least 1 token."},
      {"no messages", R"({"model":"a/plain"})", 400, "Input required: specify"},
      {"no model", R"({"messages":[{}]})", 400, "No models provided"},
      {"an unknown model", R"({"model":"a/none","messages":[{}]})", 400,
       "a/none is not a valid model ID"},
      {"only providers that do not serve it",
       R"({"model":"a/plain","messages":[{}],"provider":{"only":["elsewhere"]}})", 404,
       "permits only: elsewhere."},
      {"an order that leads nowhere, without fallbacks",
       R"({"model":"a/plain","messages":[{}],"provider":{"order":["x"],"allow_fallbacks":false}})",
       404, "Filter by Fallback"}};
  for (const Row& row : rows) {
    Service service = quick_service();
    const Script script = service.answer(chat_request(row.body));
    EXPECT_EQ(script.status, row.status) << row.sentence;
    const json body = json::parse(rendered_body(script), nullptr, false);
    EXPECT_EQ(body["error"]["code"], row.status) << row.sentence;
    EXPECT_THAT(body["error"]["message"].get<std::string>(), HasSubstr(row.message))
        << row.sentence;
  }
}

TEST(ChatRequest, ShowsTheFunnelOfARefusedRouting) {
  const json error =
      json::parse(answer_to(R"({"model":"a/plain","messages":[{}],"provider":{"only":["x"]}})"),
                  nullptr, false)["error"];
  EXPECT_EQ(error["metadata"]["failed_routing_step"], "Filter by Allowed Providers");
  EXPECT_EQ(error["metadata"]["routing_funnel"][0]["endpoint_count"], 2);
  EXPECT_EQ(error["metadata"]["available_providers"], json({"near", "far/eu"}));
  EXPECT_EQ(error["metadata"]["requested_providers"], json({"x"}));
}

}  // namespace
}  // namespace orbench::mock
