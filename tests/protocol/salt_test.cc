#include "harness/protocol/salt.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::protocol {
namespace {

using core::Json;

TEST(FirstPrompt, IsTheFirstTextThatTheModelReads) {
  struct Row {
    const char* body;
    const char* pointer;  // empty for none
  };
  const Row rows[] = {
      {R"({"messages":[{"role":"user","content":"hi"}]})", "/messages/0/content"},
      {R"({"messages":[{"role":"system","content":"be"},{"role":"user","content":"hi"}]})",
       "/messages/0/content"},
      {R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}},
          {"type":"text","text":"hi"}]}]})",
       "/messages/0/content/1/text"},
      {R"({"messages":[{"role":"assistant"},{"role":"user","content":"hi"}]})",
       "/messages/1/content"},
      {R"({"input":"hi"})", "/input"},
      {R"({"input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]}]})",
       "/input/0/content/0/text"},
      {R"({"messages":[]})", ""},
      {R"({"messages":5})", ""},
      {R"({"messages":[{"role":"user","content":null}]})", ""},
      {R"({"query":"q","documents":["d"]})", ""},
      {"{}", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(first_prompt(Json::parse(row.body)).value_or(""), row.pointer) << row.body;
  }
}

TEST(HasNonce, LooksThroughTheWholeBody) {
  EXPECT_TRUE(has_nonce(Json::parse(R"({"a":[{"b":"x ${nonce}"}]})")));
  EXPECT_TRUE(has_nonce(Json::parse(R"({"user":"${uuid}"})")));
  EXPECT_FALSE(has_nonce(Json::parse(R"({"a":"$${nonce}","b":"${seq}","${nonce}":1})")));
  EXPECT_FALSE(has_nonce(Json::parse("5")));
}

}  // namespace
}  // namespace orbench::protocol
