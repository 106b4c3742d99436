// Schemas, pictures, and streams put together: what content probes rest on.
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/base64.h"
#include "harness/core/rng.h"
#include "harness/protocol/content/answer_parts.h"
#include "harness/protocol/content/answer_schema.h"
#include "harness/protocol/content/assembled_reply.h"
#include "harness/protocol/content/picture_structure.h"
#include "tests/protocol/recorded_streams.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;

/// What a value offends against; a schema with a mistake fails the test.
std::string offence(const std::string& schema, const ForeignJson& value) {
  const core::Json body = core::Json::parse(schema);
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto compiled = AnswerSchema::compile(RequestDraft(body, "", source, diagnostics));
  for (const core::Error& error : diagnostics.errors()) ADD_FAILURE() << error.message;
  return compiled == nullptr ? "no schema" : compiled->offence(value);
}

TEST(AnswerSchema, JudgesByEveryKeyword) {
  struct Row {
    const char* schema;
    const char* good;
    const char* bad;
    const char* says;
  };
  for (const Row& row : {
           Row{"true", "1", "", ""},
           Row{"false", "", "1", "nothing may stand here"},
           Row{R"({"type":["string","null"]})", "null", "1", "not of type"},
           Row{R"({"type":"integer"})", "2.0", "2.5", "is 2.5"},
           Row{R"({"enum":[1,"a"]})", "\"a\"", "\"b\"", "none of its choices"},
           Row{R"({"const":{"b":1,"a":2}})", R"({"a":2,"b":1})", "{}", "is an object, not"},
           Row{R"({"minimum":1,"maximum":3})", "3", "4", "more than 3"},
           Row{R"({"exclusiveMinimum":1})", "1.5", "1", "not over 1"},
           Row{R"({"exclusiveMaximum":1})", "0", "1", "not under 1"},
           Row{R"({"multipleOf":0.1})", "0.3", "0.35", "no multiple of 0.1"},
           Row{R"({"minLength":2,"maxLength":3})", "\"日本\"", "\"é\"", "has 1 characters"},
           Row{R"({"pattern":"^a+$"})", "\"aa\"", "\"ab\"", "does not match"},
           Row{R"({"items":{"type":"number"},"minItems":1})", "[1,2]", "[1,\"a\"]", "/1 is \"a\""},
           Row{R"({"maxItems":1})", "[1]", "[1,2]", "at most 1"},
           Row{R"({"uniqueItems":true})", "[1,2]", "[1,2,1]", "holds 1 twice"},
           Row{R"({"minProperties":1,"maxProperties":1})", R"({"a":1})", "{}", "has 0 members"},
           Row{R"({"additionalProperties":{"type":"null"}})", R"({"a":null})", R"({"a~b":1})",
               "/a~0b is 1"},
           Row{R"({"anyOf":[{"type":"null"},{"minimum":5}]})", "6", "4", "fits none of anyOf"},
           Row{R"({"oneOf":[{"minimum":1},{"maximum":3}]})", "9", "2", "fits 2 of oneOf"},
           Row{R"({"allOf":[{"minimum":1},{"maximum":3}]})", "2", "4", "more than 3"},
           Row{R"({"not":{"type":"null"}})", "1", "null", "what \"not\" forbids"},
           Row{R"({"$ref":"#/$defs/n","$defs":{"n":{"type":"null"}}})", "null", "1", "is 1"},
           Row{R"({"properties":{"next":{"$ref":"#"},"v":{"type":"number"}},"required":["v"]})",
               R"({"v":1,"next":{"v":2}})", R"({"v":1,"next":{"next":{"v":1}}})",
               "/next lacks \"v\""},
           Row{R"({"format":"date","title":"t","default":1})", "1", "", ""},
       }) {
    if (*row.good != '\0') {
      EXPECT_EQ(offence(row.schema, ForeignJson::parse(row.good)), "") << row.schema;
    }
    if (*row.bad != '\0') {
      EXPECT_THAT(offence(row.schema, ForeignJson::parse(row.bad)), HasSubstr(row.says))
          << row.schema;
    }
  }
}

TEST(AnswerSchema, EndsWhateverTheSchemaIs) {
  EXPECT_THAT(offence(R"({"allOf":[{"$ref":"#"}]})", 1), HasSubstr("too large, or nested"));
  EXPECT_THAT(offence(R"({"anyOf":[{"$ref":"#"},{"$ref":"#"}]})", 1),
              HasSubstr("too large, or nested"));
  EXPECT_THAT(offence(R"({"items":{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}})",
                      ForeignJson::parse(std::string(60, '[') + std::string(60, ']'))),
              testing::AnyOf("", HasSubstr("too large")));
  EXPECT_THAT(offence(R"({"uniqueItems":true})", ForeignJson(std::vector<int>(2000, 1))),
              HasSubstr("too large"));
}

TEST(AssembledReply, IsTheReplyThatAPlainAnswerWouldHaveBeen) {
  const ForeignJson chat = assemble_reply(recorded("typical"));
  EXPECT_EQ(chat["object"], "chat.completion");
  EXPECT_EQ(chat["choices"].size(), 1U);
  EXPECT_TRUE(chat["choices"][0]["message"]["content"].is_string());
  EXPECT_FALSE(chat["choices"][0]["message"]["content"].get<std::string>().empty());
  EXPECT_FALSE(chat["choices"][0].contains("delta"));
  EXPECT_TRUE(chat["choices"][0]["finish_reason"].is_string());
  EXPECT_TRUE(chat["usage"]["prompt_tokens"].is_number());

  const auto calls = assemble_reply(recorded("tool_calls"));
  ASSERT_EQ(tool_calls_of("chat", calls).size(), 2U) << calls;
  EXPECT_EQ(tool_calls_of("chat", calls)[0].name, "f");
  EXPECT_EQ(*tool_calls_of("chat", calls)[0].arguments, R"({"x":1})");
  EXPECT_EQ(texts_of("chat", assemble_reply(recorded("two_choices"))).size(), 2U);

  const ForeignJson messages = assemble_reply(recorded("typical", "messages"));
  EXPECT_EQ(messages["type"], "message");
  EXPECT_TRUE(messages["stop_reason"].is_string());
  EXPECT_FALSE(texts_of("messages", messages).empty());
  const ForeignJson tool = assemble_reply(recorded("tool_use", "messages"));
  ASSERT_EQ(tool_calls_of("messages", tool).size(), 1U);
  EXPECT_TRUE(tool_calls_of("messages", tool).front().arguments->is_object()) << tool;

  const ForeignJson responses = assemble_reply(recorded("typical", "responses"));
  EXPECT_EQ(responses["status"], "completed");
  EXPECT_FALSE(texts_of("responses", responses).empty());

  const ForeignJson images = assemble_reply(recorded("two_images", "images"));
  EXPECT_EQ(pictures_of("images", images).size(), 2U);
}

TEST(AssembledReply, TakesAnythingThatAnybodySends) {
  core::Rng rng(7, "assembled", 0);
  for (const RecordedWire& wire : recorded_wires()) {
    for (const RecordedStream& stream : wire.streams) {
      const std::string body = recorded(stream.name, wire.name);
      for (int round = 0; round < 20; ++round) {
        std::string changed = body;
        for (int i = 0; i < 5 && !changed.empty() && round > 0; ++i) {
          constexpr std::string_view kParts = "{}[]\":,0n \n";
          changed[rng.below(changed.size())] = kParts[rng.below(kParts.size())];
        }
        const ForeignJson reply = assemble_reply(changed);
        for (const char* const kind : {"chat", "responses", "messages", "images"}) {
          (void)tool_calls_of(kind, reply);
          (void)texts_of(kind, reply);
          (void)pictures_of(kind, reply);
        }
      }
    }
  }
}

TEST(AssembledReply, StandsEventsThatDisagreeOfWhatAMemberIs) {
  for (const char* const body : {
           "data: {\"choices\":[{\"index\":0,\"message\":5,\"delta\":{\"content\":{}}}]}\n\n"
           "data: "
           "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"tool_calls\":[5,{}]}}]}\n\n"
           "data: {\"choices\":5}\n\n",
           "data: {\"type\":\"message_start\",\"message\":{\"content\":[1,2],\"usage\":3}}\n\n"
           "data: "
           "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"text\":\"a\",\"citation\":1}"
           "}\n\n"
           "data: "
           "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"text\":3,"
           "\"citations\":4}}\n\n"
           "data: "
           "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"text\":\"a\",\"citation\":1}"
           "}\n\n"
           "data: {\"type\":\"message_delta\",\"usage\":{\"x\":1}}\n\n",
           "data: {\"type\":\"image_generation.completed\",\"data\":5,\"b64_json\":7}\n\n",
           "data: {\"type\":\"response.completed\",\"response\":7}\n\ndata: {\"type\":5}\n\n",
       }) {
    EXPECT_TRUE(assemble_reply(body).is_object()) << body;
  }
  EXPECT_TRUE(assemble_reply(std::string(100'000, '[')).is_discarded()) << "too deep";
  std::string many;
  for (int i = 0; i < 3000; ++i) {
    many += "data: {\"choices\":[{\"index\":" + std::to_string(i) + "}]}\n\n";
  }
  EXPECT_LE(assemble_reply(many)["choices"].size(), 1000U);
}

std::string bytes_of(const char* base64) { return core::decode_base64(base64).value_or(""); }

TEST(PictureStructure, TellsAWholePictureFromOneCutShort) {
  const std::string png = bytes_of(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg="
      "=");
  EXPECT_EQ(picture_defect(png), "");
  EXPECT_EQ(picture_defect(png.substr(0, png.size() - 12)), "a PNG that is cut short");
  EXPECT_EQ(picture_defect(png.substr(0, 30)), "a PNG that is cut short");
  std::string flipped = png;
  flipped[45] = static_cast<char>(flipped[45] ^ 1);
  EXPECT_EQ(picture_defect(flipped), "a PNG with a wrong checksum");

  using namespace std::string_literals;
  const std::string jpeg =
      "\xFF\xD8\xFF\xC0\x00\x0B\x08\x00\x01\x00\x01\x01\x01\x11\x00\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x00\xFF\xD9"s;
  EXPECT_EQ(picture_defect(jpeg), "");
  EXPECT_EQ(picture_defect(jpeg.substr(0, jpeg.size() - 2)), "a JPEG that is cut short");
  EXPECT_EQ(picture_defect("\xFF\xD8\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x00\xFF\xD9"s),
            "a JPEG without a size");
  const std::string webp = "RIFF\x10\0\0\0WEBPVP8L\x04\0\0\0abcd"s;
  EXPECT_EQ(picture_defect(webp), "");
  EXPECT_EQ(picture_defect(webp.substr(0, 22)), "a WebP that is cut short");
  EXPECT_EQ(picture_defect("<svg width=\"1\"><g/></svg>"), "");
  EXPECT_EQ(picture_defect("<?xml version=\"1.0\"?><svg width=\"1\"/>"), "");
  EXPECT_EQ(picture_defect("<svg width=\"1\"><g/>"), "an SVG that is cut short");
  EXPECT_EQ(picture_defect("GIF89a"), "an image that is neither PNG, JPEG, WebP nor SVG");
  EXPECT_EQ(picture_defect(""), "an image that is neither PNG, JPEG, WebP nor SVG");
}

}  // namespace
}  // namespace orbench::protocol
