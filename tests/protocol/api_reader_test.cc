#include "harness/protocol/api_reader.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocol/compiled_call.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;

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
    reader.render_next_exchange(out);
    return out.method + " " + out.url.substr(18) + (out.body.empty() ? "" : " " + out.body);
  }
  CompiledCall made;
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
    EXPECT_FALSE(other.reader.next_exchange().has_value());
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
  ASSERT_TRUE(talk.reader.next_exchange().has_value());
  EXPECT_TRUE(talk.reader.next_exchange()->after_pause);
  EXPECT_FALSE(talk.reader.next_exchange()->measured);
  EXPECT_EQ(talk.next(), R"(PUT /workspaces/w%201%2F2/budgets/daily {"limit_usd":5})");
  talk.reply("{}");
  ASSERT_TRUE(talk.reader.next_exchange().has_value());
  EXPECT_TRUE(talk.reader.next_exchange()->measured);
  EXPECT_EQ(talk.next(), "DELETE /workspaces/w%201%2F2/budgets/daily");
  EXPECT_EQ(talk.reply(R"({"deleted":true})"), "ok of=document");
  EXPECT_FALSE(talk.reader.next_exchange().has_value());
}

TEST(ApiReader, FailsWithTheStepThatFails) {
  Conversation refused(kPrepared);
  EXPECT_EQ(refused.reply(R"({"error":{"code":403,"message":"no"}})", 403),
            "http_error of=document | POST /workspaces comes first: HTTP 403: no");
  EXPECT_FALSE(refused.reader.next_exchange().has_value());
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
