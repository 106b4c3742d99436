#include "mock/responders/structured_answer.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mock/chat_answers.h"
#include "tests/mock/inference_fixture.h"
#include "tests/support/json_schema.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// The answer for a schema, parsed.
json answer_for(const std::string& schema) {
  const json format = {{"type", "json_schema"}, {"json_schema", {{"schema", json::parse(schema)}}}};
  return json::parse(structured_answer(format), nullptr, false);
}

TEST(StructuredAnswer, FitsTheSchema) {
  for (
      const char* const schema : {
          R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"boolean"}},"required":["a","b"],"additionalProperties":false})",
          R"({"type":"array","items":{"$ref":"#/$defs/n"},"minItems":3,"$defs":{"n":{"type":"integer","minimum":7,"maximum":9}}})",
          R"({"type":"number","exclusiveMinimum":0.5,"multipleOf":0.25})",
          R"({"type":"integer","maximum":-3})",
          R"({"type":["null","string"]})",
          R"({"type":"string","minLength":40})",
          R"({"type":"string","maxLength":3})",
          R"({"enum":["x","y"]})",
          R"({"const":{"a":[1]}})",
          R"({"anyOf":[{"type":"null"},{"type":"string"}]})",
          R"({"properties":{"é\"\\":{"type":"null"}},"required":["é\"\\"]})",
      }) {
    EXPECT_EQ(support::schema_offences(json::parse(schema), answer_for(schema)), "") << schema;
  }
}

TEST(StructuredAnswer, StaysSmallWhateverTheSchemaIs) {
  EXPECT_FALSE(answer_for(R"({"type":"object","properties":{"a":{"$ref":"#"}}})").is_discarded());
  EXPECT_FALSE(
      answer_for(R"({"type":"array","minItems":1e9,"items":{"$ref":"#"}})").is_discarded());
  EXPECT_EQ(answer_for("7"), nullptr);
  EXPECT_EQ(structured_answer(json(nullptr)), "");
  EXPECT_TRUE(json::parse(structured_answer({{"type", "json_object"}})).is_object());
}

constexpr const char* kSchema =
    R"({"type":"json_schema","json_schema":{"schema":{"type":"object","properties":{"é\"":{"type":"integer"}},"required":["é\""]}}})";

TEST(StructuredAnswer, IsTheContentOfAnAnswerStreamedOrPlain) {
  const std::string members = R"("response_format":)" + std::string(kSchema) + ",";
  const json plain = json::parse(answer_to(chat_body("a/plain", members)));
  const json expected = {{"é\"", 1}};
  EXPECT_EQ(json::parse(plain["choices"][0]["message"]["content"].get<std::string>()), expected);
  EXPECT_EQ(plain["choices"][0]["finish_reason"], "stop");
  std::string text;
  for (const json& chunk :
       chunks_of(answer_to(chat_body("a/plain", members + R"("stream":true,)")))) {
    if (!chunk["choices"].empty()) text += chunk["choices"][0]["delta"]["content"];
  }
  EXPECT_EQ(json::parse(text), expected);
  const json cut = json::parse(answer_to(chat_body("a/plain", members + R"("max_tokens":2,)")));
  EXPECT_EQ(cut["choices"][0]["finish_reason"], "length");
}

TEST(StructuredAnswer, IsIgnoredOnDemand) {
  const std::string body =
      chat_body("a/plain", R"("response_format":)" + std::string(kSchema) + ",");
  const std::string said =
      rendered_body(quick_service().answer(chat_request(body, "format_ignored")));
  const json answer = json::parse(said);
  EXPECT_TRUE(
      json::parse(answer["choices"][0]["message"]["content"].get<std::string>(), nullptr, false)
          .is_discarded());
}

TEST(BrokenAnswers, ComeOnDemand) {
  const std::string tool =
      R"({"model":"a/text","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f"}}]})";
  const auto arguments = [&](std::string_view fault) {
    const json said = json_of(inference_answer("/chat/completions", tool, fault));
    return json::parse(
        said["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"].get<std::string>(),
        nullptr, false);
  };
  EXPECT_TRUE(arguments("").is_object());
  EXPECT_TRUE(arguments("broken_tool_arguments").is_discarded());

  const std::string text = R"({"model":"a/vectors","input":"x","dimensions":4})";
  const auto size = [&](std::string_view fault) {
    return json_of(inference_answer("/embeddings", text, fault))["data"][0]["embedding"].size();
  };
  EXPECT_EQ(size(""), 4U);
  EXPECT_EQ(size("wrong_dimensions"), 5U);

  const std::string paint = R"({"model":"a/painter","prompt":"x"})";
  const auto picture = [&](std::string_view fault) {
    return json_of(inference_answer("/images", paint, fault))["data"][0]["b64_json"]
        .get<std::string>();
  };
  EXPECT_LT(picture("broken_picture").size(), picture("").size());
}

}  // namespace
}  // namespace orbench::mock
