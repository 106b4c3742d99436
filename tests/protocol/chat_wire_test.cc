#include "harness/protocol/chat_wire.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace orbench::protocol {
namespace {

/// Reads JSON behind which there stand bytes that would mislead most.
class ChatWireTest : public testing::Test {
 protected:
  bool read(std::string_view json, char behind = '\0') {
    text_ = std::string(json) + std::string(64, behind);
    text_.shrink_to_fit();
    return parser_->read(std::string_view(text_).substr(0, json.size()), true, chunk_);
  }
  const std::unique_ptr<Wire> parser_ = make_chat_wire();
  WireEvent chunk_;
  std::string text_;
};

TEST_F(ChatWireTest, RefusesWhatIsNotOneJsonObject) {
  for (const std::string_view json : {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[]",
                                      "null",
                                      "1",
                                      "\"{}\"",
                                      "{]",
                                      "[}",
                                      "{}{}",
                                      "{} x",
                                      "{}]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\" 1}",
                                      "{\"a\":1 \"b\":2}",
                                      "{a:1}",
                                      "{\"choices\":[}",
                                      "{\"choices\":[{]}",
                                      "{\"choices\":[{\"delta\":{\"content\":\"x\"}]}",
                                      "{\"id\":\"x}",
                                      "{\"id\":\"\x01\"}",
                                      "{\"id\":\"\xC3\x28\"}",
                                      "\xEF\xBB\xBF"}) {
    for (const char behind : {'\0', '\n', '}', ']', '"', '1', ','}) {
      EXPECT_FALSE(read(json, behind)) << json << " with " << behind << " behind";
    }
  }
}

TEST_F(ChatWireTest, ReadsTheSameWhateverStandsBehindTheText) {
  for (const char behind : {'\0', '\n', '}', ']', '"', '1', ',', '\\', '{'}) {
    ASSERT_TRUE(read(R"({"usage":{"prompt_tokens":12}})", behind)) << behind;
    EXPECT_EQ(chunk_.usage.prompt_tokens, 12) << behind;
  }
}

TEST_F(ChatWireTest, LooksThroughWhiteSpaceAndEscapes) {
  ASSERT_TRUE(
      read("\t{ \"id\" : \"a\\/b\\u0041\"\n, \"model\":\"m\" , \"choices\" : [ { } , { "
           "\"delta\" : { \"content\" : \"\\\"\" } } ] }\r\n "));
  EXPECT_EQ(chunk_.id, "a/bA");
  EXPECT_EQ(chunk_.model, "m");
  EXPECT_EQ(chunk_.material.answer_bytes, 1U);
}

TEST_F(ChatWireTest, ForgetsTheChunkBefore) {
  ASSERT_TRUE(read(R"({"id":"x","error":{"code":1},"usage":{"cost":1}})"));
  EXPECT_TRUE(chunk_.error.has_value());
  ASSERT_TRUE(read("{}"));
  EXPECT_EQ(chunk_.id, "");
  EXPECT_FALSE(chunk_.error.has_value());
  EXPECT_FALSE(chunk_.has_usage);
}

TEST_F(ChatWireTest, ReadsNumbersWithinReasonOnly) {
  struct Row {
    std::string_view json;
    std::optional<std::int64_t> tokens;
  };
  for (const Row& row :
       {Row{"15", 15}, Row{"15.0", 15}, Row{"1.5e1", 15}, Row{"0", 0},
        Row{"9007199254740992", 9007199254740992}, Row{"1e300", {}}, Row{"-1", {}}, Row{"1.5", {}},
        Row{"\"15\"", {}}, Row{"null", {}}, Row{"true", {}}, Row{"[15]", {}}, Row{"{}", {}},
        Row{"99999999999999999999999999", {}}, Row{"1e999", {}}, Row{"01", {}}}) {
    ASSERT_TRUE(read("{\"usage\":{\"completion_tokens\":" + std::string(row.json) + "}}"))
        << row.json;
    EXPECT_EQ(chunk_.usage.output_tokens, row.tokens) << row.json;
  }
}

TEST_F(ChatWireTest, NeverReadsANegativeCost) {
  ASSERT_TRUE(read(R"({"usage":{"cost":-0.1}})"));
  EXPECT_FALSE(chunk_.usage.cost.has_value());
  ASSERT_TRUE(read(R"({"usage":{"cost":1e300}})"));
  EXPECT_GT(chunk_.usage.cost->pico(), 0);
}

TEST_F(ChatWireTest, StepsOverDeepNestingWithoutRecursion) {
  constexpr std::size_t kDepth = 1'000'000;
  const std::string deep = std::string(kDepth, '[') + std::string(kDepth, ']');
  ASSERT_TRUE(read("{\"x\":" + deep + ",\"id\":\"after\"}"));
  EXPECT_EQ(chunk_.id, "after");
  for (const std::string_view key : {"choices", "usage", "error"}) {
    EXPECT_TRUE(read("{\"" + std::string(key) + "\":" + deep + "}")) << key;
  }
  EXPECT_FALSE(read("{\"x\":" + std::string(kDepth, '[') + "}"));
  parser_->trim();
  EXPECT_TRUE(read("{}")) << "after giving its memory back";
}

}  // namespace
}  // namespace orbench::protocol
