#include "harness/protocol/reply_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/protocol/chat_wire.h"
#include "harness/protocol/printable.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kReply =
    R"({"id":"gen-1","model":"a/m","provider":"Acme","choices":[{"index":0,"finish_reason":"stop",)"
    R"("message":{"role":"assistant","content":"Hi","reasoning":"Hmm"}}],)"
    R"("usage":{"prompt_tokens":9,"completion_tokens":3,"cost":0.5}})";
constexpr std::string_view kStream =
    "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n";

struct PlainRow {
  std::string_view what;
  int status;
  std::string_view type;
  std::string_view body;
  std::string_view told;
};

const std::vector<PlainRow>& plain_rows() {
  static const std::vector<PlainRow> rows = {
      {"a whole reply", 200, kJsonType, kReply,
       "ok thinks usage=9/3/-/- pico=500000000000 finish=stop by=Acme model=a/m id=gen-1"},
      {"JSON in answer to a stream request says so by its type", 200,
       "Application/JSON; charset=utf-8", R"( {"choices":[{"message":{"content":"Hi"}}]})", "ok"},
      {"JSON without a type is known by its brace", 200, "",
       "\r\n {\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}]}",
       "ok"},
      {"JSON under the type of a stream is JSON", 200, kStreamType,
       R"({"error":{"message":"no","code":400}})", "in_band_error | error in the reply: 400: no"},
      {"an event stream in answer to a plain request", 200, "text/event-stream; charset=utf-8",
       kStream, "ok events=1/2 bytes=2 answer=2"},
      {"an event stream without a type", 200, "", kStream, "ok events=1/2 bytes=2 answer=2"},
      {"no output and no usage", 200, kJsonType, R"({"choices":[{"message":{"content":""}}]})",
       "empty | the reply holds no output"},
      {"hidden output is output", 200, kJsonType,
       R"({"choices":[{"message":{"content":""}}],"usage":{"completion_tokens":7}})",
       "ok usage=-/7/-/-"},
      {"an error inside a 200", 200, kJsonType, R"({"error":{"message":"no","code":"bad"}})",
       "in_band_error | error in the reply: bad: no"},
      {"an error that is a bare text", 200, kJsonType, R"({"error":"no"})",
       "in_band_error | error in the reply: no"},
      {"an error in a choice, after partial output", 200, kJsonType,
       R"({"choices":[{"finish_reason":"error","error":{"code":502,"message":"cut"},)"
       R"("message":{"content":"Hi"}}]})",
       "in_band_error finish=error | error in the reply: 502: cut"},
      {"an error of null is none", 200, kJsonType,
       R"({"error":null,"choices":[{"error":null,"message":{"content":"Hi"}}]})", "ok"},
      {"a rate limit inside a 200", 200, kJsonType, R"({"error":{"code":429}})",
       "rate_limited owner=upstream | error in the reply: 429"},
      {"a page of HTML", 200, "text/html", "<html><b>Welcome</b>\n</html>",
       "malformed | the reply is not JSON: Welcome"},
      {"a page of HTML without a type", 200, "", "<html><b>Welcome</b></html>",
       "malformed | the reply is not JSON: Welcome"},
      {"an empty body", 200, kJsonType, "", "malformed | the reply is not JSON: an empty body"},
      {"an empty body without a type", 200, "", "",
       "malformed | the reply is not JSON: an empty body"},
      {"JSON that is no object", 200, kJsonType, "[]", "malformed | the reply is not JSON: []"},
      {"bad UTF-8", 200, kJsonType, "{\"choices\":\"\xFF\"}",
       "malformed | the reply is not JSON: {\"choices\":\"?\"}"},
      {"a NUL inside a string", 200, kJsonType, std::string_view("{\"id\":\"a\0b\"}", 12),
       "malformed | the reply is not JSON: {\"id\":\"a b\"}"},
      {"an error envelope", 400, kJsonType,
       R"({"error":{"code":400,"message":"x is not a valid model ID"},"user_id":"u"})",
       "http_error | HTTP 400: x is not a valid model ID"},
      {"an error of a provider, after other attempts", 502, kJsonType,
       R"({"error":{"code":502,"message":"Provider returned error","metadata":{"provider_name":)"
       R"("Acme","raw":"{\"detail\":\"down\"}","error_type":"provider_unavailable",)"
       R"("previous_errors":[{"code":500},{"code":503}]}}})",
       "http_error | HTTP 502: provider_unavailable: Provider returned error (provider Acme) "
       "(after 2 failed attempts) - {\"detail\":\"down\"}"},
      {"a refusal by the validator, without a code", 400, kJsonType,
       R"({"success":false,"error":{"name":"ZodError","message":"[\n  {}\n]"}})",
       "http_error | HTTP 400: ZodError: [ {} ]"},
      {"an availability error, without a code", 404, kJsonType,
       R"({"error":{"message":"none","error_type":"not_found","availability":{"code":"x"}}})",
       "http_error | HTTP 404: not_found: none"},
      {"an error in the shape of /messages", 401, kJsonType,
       R"({"type":"error","error":{"type":"authentication_error","message":"User not found."}})",
       "http_error | HTTP 401: authentication_error: User not found."},
      {"an error page of the edge", 502, "text/html",
       "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<hr>cloudflare</body></html>",
       "http_error | HTTP 502: 502 Bad Gateway cloudflare"},
      {"an error without a body", 503, "", "", "http_error | HTTP 503: an empty body"},
      {"an error with JSON that has no error in it", 500, kJsonType, R"({"ok":false})",
       "http_error | HTTP 500: a body without an error object"},
      {"a redirect", 302, "text/html", "", "http_error | HTTP 302: an empty body"},
      {"429 of a provider", 429, kJsonType,
       R"({"error":{"code":429,"message":"slow","metadata":{"headers":{"Retry-After":"3"}}}})",
       "rate_limited owner=upstream | HTTP 429: slow"},
      {"429 of the platform, by the mirrored headers", 429, kJsonType,
       R"({"error":{"code":429,"message":"slow","metadata":{"headers":{"x-ratelimit-limit":"2"}}}})",
       "rate_limited owner=platform | HTTP 429: slow"},
      {"429 with a page of HTML", 429, "text/html", "<p>Too many</p>",
       "rate_limited owner=edge | HTTP 429: Too many"},
      {"403 with a page of HTML", 403, "text/html", "\n <p>Blocked</p>",
       "http_error owner=edge | HTTP 403: Blocked"},
      {"402 of the in-flight budget", 402, kJsonType,
       R"({"error":{"code":402,"message":"busy","metadata":{"reason":"in_flight_budget_exhausted"}}})",
       "rate_limited owner=in_flight_budget | HTTP 402: busy [in_flight_budget_exhausted]"},
      {"402 for lack of money", 402, kJsonType,
       R"({"error":{"code":402,"message":"poor","metadata":{"reason":"weight_exceeds_budget"}}})",
       "http_error | HTTP 402: poor [weight_exceeds_budget]"},
  };
  return rows;
}

TEST(ReplyReader, ReadsEveryKindOfBodyInOneReadAndByteByByte) {
  ReplyReader reader(make_chat_wire());
  for (const PlainRow& row : plain_rows()) {
    const core::ResponseHead head = head_of(row.type, row.status);
    EXPECT_EQ(told_of(reader, head, {row.body}), row.told) << row.what;
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < row.body.size(); ++i) bytes.push_back(row.body.substr(i, 1));
    EXPECT_EQ(told_of(reader, head, bytes), row.told) << row.what << ", byte by byte";
  }
}

TEST(ReplyReader, CallsAPlainBodyThatEndsEarlyTruncated) {
  ReplyReader reader(make_chat_wire());
  EXPECT_EQ(told_of(reader, head_of(kJsonType), {kReply.substr(0, 40)}, false),
            "truncated | the body ended early");
  EXPECT_FALSE(reader.timeline().done.is_set());
}

TEST(ReplyReader, NeedsOnlyTheTerminatorOfAStream) {
  ReplyReader reader(make_chat_wire());
  EXPECT_THAT(told_of(reader, head_of(kStreamType), {kStream}, false), StartsWith("ok"));
  EXPECT_THAT(told_of(reader, head_of(kStreamType), {kStream.substr(0, 50)}, false),
              StartsWith("truncated"));
}

TEST(ReplyReader, TellsOfAReplyThatNeverCame) {
  ReplyReader reader(make_chat_wire());
  reader.reset();
  reader.finish(at_ms(1), false);
  EXPECT_EQ(told(reader), "truncated | no reply");
}

TEST(ReplyReader, TakesFactsFromTheHead) {
  ReplyReader reader(make_chat_wire());
  core::ResponseHead head = head_of(kJsonType);
  head.generation_id = "gen-head";
  head.cache_status = "HIT";
  EXPECT_THAT(told_of(reader, head, {kReply}), HasSubstr("id=gen-head"));
  EXPECT_TRUE(reader.facts().cached);
  head.cache_status = "MISS";
  told_of(reader, head, {kReply});
  EXPECT_FALSE(reader.facts().cached);

  core::ResponseHead limit = head_of("text/plain", 429);
  limit.has_rate_limit = true;
  EXPECT_EQ(told_of(reader, limit, {"slow"}), "rate_limited owner=platform | HTTP 429: slow");
}

TEST(ReplyReader, StampsAStreamByItsReads) {
  ReplyReader reader(make_chat_wire());
  const std::string role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n";
  const std::string thought = "data: {\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}\n\n";
  const std::string answer = "data: {\"choices\":[{\"delta\":{\"content\":\"abc\"}}]}\n\n";
  const std::string usage = "data: {\"choices\":[],\"usage\":{\"completion_tokens\":5}}\n\n";
  const std::string done = "data: [DONE]\n\n";
  const std::string two = answer + answer;
  told_of(reader, head_of(kStreamType), {": hi\n\n", role, thought, two, answer, usage, done});
  const TokenTimeline& times = reader.timeline();
  EXPECT_EQ(times.first_comment, at_ms(1));
  EXPECT_EQ(times.first_event, at_ms(2));
  EXPECT_EQ(times.first_reasoning, at_ms(3));
  EXPECT_EQ(times.first_answer, at_ms(4));
  EXPECT_EQ(times.last_token, at_ms(5));
  EXPECT_EQ(times.usage, at_ms(6));
  EXPECT_EQ(times.done, at_ms(7));
  EXPECT_EQ(times.token_reads, 3U);
  EXPECT_EQ(times.coalesced, 1U);
  EXPECT_EQ(times.first_read_bytes, 2U);
  EXPECT_EQ(times.answer_first_read_bytes, 6U);
}

TEST(ReplyReader, StampsOnlyTheEndOfAPlainBody) {
  ReplyReader reader(make_chat_wire());
  told_of(reader, head_of(kJsonType), {kReply});
  const TokenTimeline& times = reader.timeline();
  EXPECT_EQ(times.done, at_ms(2));
  EXPECT_FALSE(times.first_event.is_set());
  EXPECT_FALSE(times.last_token.is_set());
  EXPECT_EQ(times.events, 0U);
}

TEST(ReplyReader, IsTerminatedByDoneOrByAnError) {
  ReplyReader reader(make_chat_wire());
  reader.reset();
  reader.on_head(head_of(kStreamType));
  reader.on_bytes(at_ms(1), kStream.substr(0, kStream.size() - 1));
  EXPECT_FALSE(reader.terminated());
  reader.on_bytes(at_ms(2), "\n");
  EXPECT_TRUE(reader.terminated());

  reader.reset();
  EXPECT_FALSE(reader.terminated());
  reader.on_head(head_of(kStreamType));
  reader.on_bytes(at_ms(1), "data: {\"error\":{\"code\":500}}\n\n");
  EXPECT_TRUE(reader.terminated());
}

TEST(ReplyReader, CarriesNothingOverToTheNextReply) {
  ReplyReader used(make_chat_wire());
  ReplyReader fresh(make_chat_wire());
  for (const PlainRow& before : plain_rows()) {
    told_of(used, head_of(before.type, before.status), {before.body});
    for (const std::string_view stream : {"typical", "truncated"}) {
      const std::string bytes = recorded(stream);
      EXPECT_EQ(told_of(used, head_of(kStreamType), {bytes}),
                told_of(fresh, head_of(kStreamType), {bytes}))
          << "after " << before.what;
    }
  }
}

TEST(ReplyReader, CleansTheNamesOfEachReplyThatRepeatsTheOneBefore) {
  const std::string endless(300, 'x');
  for (const std::string& name : {std::string("Acme"), std::string("Ac\x7Fme"), endless}) {
    std::string reply(kReply);
    for (const std::string_view member : {R"("provider":"Acme")", R"("model":"a/m")"}) {
      const std::size_t value = member.find(':') + 2;
      reply.replace(reply.find(member) + value, member.size() - value - 1, name);
    }
    ReplyReader reader(make_chat_wire());
    const std::string first = told_of(reader, head_of(kJsonType), {reply});
    const std::string provider = reader.facts().served.provider;
    EXPECT_LE(provider.size(), kMaxNameBytes);
    EXPECT_EQ(provider.find('\x7F'), std::string::npos);
    EXPECT_EQ(provider == name, name == "Acme");
    EXPECT_EQ(told_of(reader, head_of(kJsonType), {reply}), first);
    EXPECT_EQ(reader.facts().served.provider, provider);
    EXPECT_EQ(reader.facts().served.model, provider);
  }
}

}  // namespace
}  // namespace orbench::protocol
