#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "harness/protocol/images_wire.h"
#include "harness/protocol/messages_wire.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/responses_wire.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

struct PlainReply {
  std::string_view what;
  std::string_view body;
  std::string_view told;
  int status = 200;
  std::string_view type = kJsonType;
};

/// In one read and byte by byte.
void expect_told(std::unique_ptr<Wire> (*make)(), const std::vector<PlainReply>& rows,
                 const Asked& asked = {}) {
  ReplyReader reader(make());
  for (const PlainReply& row : rows) {
    for (const std::size_t piece : {row.body.size() + 1, std::size_t{1}}) {
      reader.reset();
      reader.expect(asked);
      reader.on_head(head_of(row.type, row.status));
      for (std::size_t at = 0; at < row.body.size(); at += piece) {
        reader.on_bytes(at_ms(1), row.body.substr(at, piece));
      }
      reader.finish(at_ms(2), true);
      EXPECT_EQ(told(reader), row.told) << row.what;
    }
  }
}

TEST(ResponsesReply, IsReadWhole) {
  expect_told(
      &make_responses_wire,
      {
          {"a thought and a text",
           R"({"id":"gen-1","object":"response","model":"a/m","status":"completed","output":[
               {"type":"reasoning","content":[{"type":"reasoning_text","text":"Hm"}],"summary":[]},
               {"type":"message","content":[{"type":"output_text","text":"Hi"}]}],
               "error":null,"incomplete_details":null,"service_tier":"flex",
               "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":2},
                        "output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},
                        "cost":0.5}})",
           "ok thinks usage=9/3/1/2 pico=500000000000 tier=flex finish=completed model=a/m "
           "id=gen-1"},
          {"the router's table tells who served",
           R"({"status":"completed","output":[{"type":"message","content":[{"text":"Hi"}]}],
               "openrouter_metadata":{"endpoints":{"available":[
                 {"provider":"Acme","selected":true},{"provider":"Other","selected":false}]}}})",
           "ok finish=completed by=Acme"},
          {"a call alone",
           R"({"status":"completed","output":[{"type":"function_call","name":"f","arguments":"{}"}]})",
           "ok finish=completed"},
          {"a refusal alone",
           R"({"status":"completed","output":[{"content":[{"type":"refusal","refusal":"No"}]}]})",
           "ok finish=completed"},
          {"an image alone",
           R"({"status":"completed","output":[{"type":"image_generation_call","result":"iVBO"}]})",
           "ok finish=completed"},
          {"a summary and encrypted thinking, cut by the limit",
           R"({"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[
               {"type":"reasoning","summary":[{"type":"summary_text","text":"S"}],
                "encrypted_content":"gAAA"}]})",
           "ok thinks_hidden finish=max_output_tokens"},
          {"no output",
           R"({"status":"completed","output":[],"usage":{"input_tokens":9,"output_tokens":0}})",
           "empty usage=9/0/-/- finish=completed | the reply holds no output"},
          {"a failure inside a 200",
           R"({"status":"failed","output":[],"error_type":"provider_overloaded",
               "error":{"code":"server_error","message":"Overloaded"}})",
           "in_band_error finish=failed | error in the reply: provider_overloaded: Overloaded"},
          {"a failure without a word", R"({"status":"cancelled","output":[]})",
           "in_band_error finish=cancelled | error in the reply: it ended as \"cancelled\" and "
           "nothing says why"},
          {"a rate limit inside a 200",
           R"({"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow down"}})",
           "rate_limited owner=upstream finish=failed | error in the reply: rate_limit_exceeded: "
           "Slow down"},
          {"an envelope inside a 200", R"({"error":{"code":502,"message":"Down"}})",
           "in_band_error | error in the reply: 502: Down"},
          {"a refusal by status", R"({"error":{"code":400,"message":"No `input`"}})",
           "http_error | HTTP 400: No `input`", 400},
          {"no JSON", "<p>Oops</p>", "malformed | the reply is not JSON: Oops", 200, "text/html"},
          {"fields of wrong types",
           R"({"status":1,"output":"x","usage":3,"error":false,"incomplete_details":[],"id":{}})",
           "empty | the reply holds no output"},
      });
}

TEST(MessagesReply, IsReadWhole) {
  expect_told(
      &make_messages_wire,
      {
          {"thinking, a text and a call",
           R"({"id":"gen-1","type":"message","model":"a/m","provider":"Acme","content":[
               {"type":"thinking","thinking":"Hm","signature":"x"},{"type":"text","text":"Hi"},
               {"type":"tool_use","name":"f","input":{}}],"stop_reason":"tool_use",
               "usage":{"input_tokens":9,"output_tokens":3,"cache_read_input_tokens":2,
                 "output_tokens_details":{"thinking_tokens":1},"service_tier":"standard",
                 "cost":0.5}})",
           "ok thinks usage=9/3/1/2 pico=500000000000 tier=default finish=tool_use by=Acme "
           "model=a/m id=gen-1"},
          {"thinking that only its provider reads",
           R"({"content":[{"type":"redacted_thinking","data":"E"},{"type":"text","text":"Hi"}]})",
           "ok thinks_hidden"},
          {"a call alone", R"({"content":[{"type":"tool_use","name":"f","input":{}}]})", "ok"},
          {"no blocks",
           R"({"content":[],"stop_reason":"end_turn","usage":{"output_tokens":0,"input_tokens":4}})",
           "empty usage=4/0/-/- finish=end_turn | the reply holds no output"},
          {"an error inside a 200",
           R"({"type":"error","error":{"type":"overloaded_error","message":"Busy"}})",
           "in_band_error | error in the reply: overloaded_error: Busy"},
          {"an error by status",
           R"({"type":"error","error":{"type":"authentication_error","message":"Who?"}})",
           "http_error | HTTP 401: authentication_error: Who?", 401},
          {"a rate limit by status",
           R"({"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}})",
           "rate_limited owner=upstream | HTTP 429: rate_limit_error: Slow down", 429},
          {"half a body", R"({"content":[{"type":"text","text":"H)",
           R"(malformed | the reply is not JSON: {"content":[{"type":"text","text":"H)"},
          {"fields of wrong types", R"({"content":{"type":"text"},"usage":[],"stop_reason":4})",
           "empty | the reply holds no output"},
      });
}

TEST(ImagesReply, IsReadWhole) {
  Asked two;
  two.items = 2;
  expect_told(
      &make_images_wire,
      {
          {"two pictures",
           R"({"created":1,"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUg==","media_type":"image/png"},
               {"media_type":"Image/JPG","b64_json":"/9j/4AAQSkZJRgABAQ=="}],
               "usage":{"prompt_tokens":9,"completion_tokens":2048,"cost":0.08}})",
           "ok of=images items=2 usage=9/2048/-/- pico=80000000000"},
          {"one picture too few", R"({"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUg=="}]})",
           "malformed of=images items=1 | the reply holds 1 of the 2 images asked for"},
          {"a picture that is none",
           R"({"data":[{"b64_json":"AAAA"},{"b64_json":"iVBORw0KGgoAAAANSUhEUg=="}]})",
           "malformed of=images items=2 | an image that is neither PNG, JPEG, WebP nor SVG"},
          {"a picture without data",
           R"({"data":[{"url":"https://x"},{"b64_json":"iVBORw0KGgoAAAANSUhEUg=="}]})",
           "malformed of=images items=2 | an image without data"},
          {"a picture of another format",
           R"({"data":[{"b64_json":"/9j/4AAQSkZJRgABAQ==","media_type":"image/\u001b[31mpng"},{}]})",
           "malformed of=images items=2 | an image said to be image/ [31mpng is image/jpeg"},
          {"no picture is empty, whatever was billed",
           R"({"data":[],"usage":{"completion_tokens":1024}})",
           "empty of=images usage=-/1024/-/- | the reply holds no output"},
          {"a failed batch", R"({"error":{"code":502,"message":"Image 2 failed"}})",
           "http_error of=images | HTTP 502: Image 2 failed", 502},
          {"fields of wrong types", R"({"data":"x","usage":1})",
           "empty of=images | the reply holds no output"},
      },
      two);
}

TEST(ImagesReply, StampsTheFirstPictureWhereItCame) {
  ReplyReader reader(make_images_wire());
  told_of(reader, head_of(kJsonType), {R"({"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUg=="}]})"});
  EXPECT_EQ(reader.timeline().first_answer, at_ms(2)) << "a body is there at its end";
  EXPECT_FALSE(reader.timeline().first_event.is_set());

  const std::string stream = recorded("typical", "images");
  std::vector<std::string_view> events;
  for (std::string_view rest = stream; !rest.empty();) {
    const std::size_t size = rest.find("\n\n") + 2;
    events.push_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  told_of(reader, head_of(kStreamType), events);
  const TokenTimeline& times = reader.timeline();
  EXPECT_EQ(times.first_comment, at_ms(1));
  EXPECT_EQ(times.first_answer, at_ms(2));
  EXPECT_EQ(times.last_token, at_ms(4));
  EXPECT_EQ(times.done, at_ms(5));
  EXPECT_EQ(times.token_events, 0U) << "an image is no token";
}

TEST(ImagesReply, TakesALargePictureAndRefusesAHugeOne) {
  ReplyReader reader(make_images_wire());
  const std::string begin =
      R"(data: {"type":"image_generation.completed","b64_json":"iVBORw0KGgoAAAANSUhEUg)";
  const std::string chunk(1U << 20U, 'A');
  reader.reset();
  reader.on_head(head_of(kStreamType));
  ASSERT_TRUE(reader.on_bytes(at_ms(1), begin));
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(reader.on_bytes(at_ms(2), chunk)) << i;
  ASSERT_TRUE(reader.on_bytes(at_ms(3), "\"}\n\ndata: [DONE]\n\n"));
  reader.finish(at_ms(4), true);
  EXPECT_EQ(told(reader), "ok events=0/2 of=images items=1");

  reader.reset();
  reader.on_head(head_of(kStreamType));
  reader.on_bytes(at_ms(1), begin);
  int taken = 0;
  while (taken < 100 && reader.on_bytes(at_ms(2), chunk)) ++taken;
  EXPECT_LT(taken, 64);
  reader.finish(at_ms(3), false);
  EXPECT_EQ(told(reader), "malformed events=0/0 of=images | the reply breaks a size limit");
}

TEST(MessagesReply, IsDoneAtMessageStop) {
  ReplyReader reader(make_messages_wire());
  reader.reset();
  reader.on_head(head_of(kStreamType));
  reader.on_bytes(at_ms(1),
                  "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Hi\"}}\n\n");
  EXPECT_FALSE(reader.terminated());
  reader.on_bytes(at_ms(2), "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  EXPECT_TRUE(reader.terminated());
  reader.on_bytes(at_ms(3), "event: data\ndata: [DONE]\n\n");
  reader.finish(at_ms(4), true);
  EXPECT_EQ(reader.timeline().done, at_ms(2));
  EXPECT_EQ(reader.timeline().first_answer, at_ms(1));
}

TEST(ResponsesReply, StampsItsFirstTokenAtTheFirstDelta) {
  ReplyReader reader(make_responses_wire());
  const auto event = [](std::string_view json) { return "data: " + std::string(json) + "\n\n"; };
  const std::string created = event(R"({"type":"response.created","response":{"output":[]}})");
  const std::string added =
      event(R"({"type":"response.output_item.added","item":{"type":"function_call","name":"f"}})");
  const std::string thought =
      event(R"({"type":"response.reasoning_summary_text.delta","delta":"Hm"})");
  const std::string call =
      event(R"({"type":"response.function_call_arguments.delta","delta":"{}"})");
  const std::string done = event(
      R"({"type":"response.completed","response":{"status":"completed","usage":{"output_tokens":9},)"
      R"("output":[{"type":"message","content":[{"text":"told again"}]}]}})");
  const std::string end = event("[DONE]");
  told_of(reader, head_of(kStreamType), {created, added, thought, call, done, end});
  const TokenTimeline& times = reader.timeline();
  EXPECT_EQ(times.first_event, at_ms(1));
  EXPECT_EQ(times.first_reasoning, at_ms(3));
  EXPECT_EQ(times.first_answer, at_ms(4));
  EXPECT_EQ(times.last_token, at_ms(4));
  EXPECT_EQ(times.usage, at_ms(5));
  EXPECT_EQ(times.done, at_ms(6));
  EXPECT_EQ(times.answer_bytes, 2U);
}

}  // namespace
}  // namespace orbench::protocol
