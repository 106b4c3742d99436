#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/json_lexemes.h"
#include "harness/core/rng.h"
#include "harness/protocol/chat_wire.h"
#include "harness/protocol/printable.h"
#include "harness/protocol/reply_reader.h"
#include "tests/protocol/recorded_streams.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::StartsWith;

/// What must hold of any reply, whatever its bytes were.
void expect_sound(const ReplyReader& reader) {
  const ResponseFacts& facts = reader.facts();
  const TokenTimeline& times = reader.timeline();
  ASSERT_EQ(facts.error.empty(), facts.verdict == BodyVerdict::kOk) << facts.error;
  for (const std::string* text : {&facts.error, &facts.served.model, &facts.served.provider,
                                  &facts.served.generation_id, &facts.served.finish_reason}) {
    ASSERT_LE(text->size(), kMaxErrorBytes);
    for (std::string_view rest = *text; !rest.empty();) {
      const std::size_t length = core::utf8_length(rest);
      ASSERT_GT(length, 0U) << "not UTF-8: " << *text;
      ASSERT_TRUE(length > 1 || (rest[0] >= ' ' && rest[0] != 0x7F)) << "unprintable: " << *text;
      rest.remove_prefix(length);
    }
  }
  ASSERT_LE(times.token_events, times.events);
  ASSERT_EQ(times.coalesced, times.token_events - times.token_reads);
  ASSERT_LE(times.first_read_bytes, times.token_bytes);
  ASSERT_LE(times.answer_bytes, times.token_bytes);
}

TEST(HostileInput, ALineOfAHundredMegabytesEndsAtTheLimit) {
  const std::string piece(64U << 10U, 'x');
  ReplyReader reader(make_chat_wire());
  reader.reset();
  reader.on_head(head_of(kStreamType));
  std::size_t fed = 0;
  while (fed < 100'000'000 && reader.on_bytes(at_ms(1), piece)) fed += piece.size();
  EXPECT_EQ(fed, SseLimits{}.line_bytes);
  EXPECT_FALSE(reader.on_bytes(at_ms(2), "data: [DONE]\n\n"));
  reader.finish(at_ms(3), false);
  EXPECT_EQ(told(reader), "malformed events=0/0 | the reply breaks a size limit");
}

TEST(HostileInput, APlainBodyOverTheLimitIsMalformedOrAnHttpError) {
  const std::string piece(1U << 20U, ' ');
  ReplyReader reader(make_chat_wire());
  for (const int status : {200, 500}) {
    reader.reset();
    reader.on_head(head_of(kJsonType, status));
    reader.on_bytes(at_ms(1), "{");
    std::size_t fed = 1;
    while (fed < 100'000'000 && reader.on_bytes(at_ms(1), piece)) fed += piece.size();
    EXPECT_LE(fed, ReplyLimits{}.body_bytes);
    reader.finish(at_ms(2), true);
    EXPECT_EQ(told(reader), status == 200 ? "malformed | the reply breaks a size limit"
                                          : "http_error | HTTP 500: a body over the size limit");
  }
}

TEST(HostileInput, NamesAndErrorsAreKeptShortAndPrintable) {
  const std::string huge = "\\u001b[31m" + std::string(1'000'000, 'n') + "\xE2\x80\xAE";
  ReplyReader reader(make_chat_wire());
  for (const std::string key : {"model", "provider", "id", "service_tier"}) {
    told_of(reader, head_of(kStreamType), {"data: {\"" + key + "\":\"" + huge + "\"}\n\n"});
    expect_sound(reader);
  }
  told_of(reader, head_of(kJsonType), {"{\"error\":{\"message\":\"" + huge + "\"}}"});
  expect_sound(reader);
  EXPECT_THAT(reader.facts().error, StartsWith("error in the reply: [31mnnn"));
}

TEST(HostileInput, BrokenJsonInAStreamIsMalformed) {
  ReplyReader reader(make_chat_wire());
  const std::string deep(100'000, '[');
  for (const std::string& data :
       {std::string("{\"id\":\"a\0b\"}", 12), std::string("{\"id\":\"\xFF\xFE\"}"),
        "{\"choices\":" + deep + "}", "{\"choices\":[{\"delta\":" + deep + "}]}", deep}) {
    const std::string stream = "data: " + data + "\n\ndata: [DONE]\n\n";
    EXPECT_THAT(told_of(reader, head_of(kStreamType), {stream}), StartsWith("malformed"));
    expect_sound(reader);
  }
}

/// Bytes that look a little like a reply, so that they get past the first check.
std::string almost_a_reply(core::Rng& rng) {
  static const std::vector<std::string> parts = {"data: ",
                                                 "data:",
                                                 "event: ",
                                                 ":",
                                                 "\n",
                                                 "\n\n",
                                                 "\r\n",
                                                 "\r",
                                                 "{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "\"",
                                                 "\\",
                                                 "\\u",
                                                 "d83d",
                                                 "\"choices\":",
                                                 "\"delta\":",
                                                 "\"content\":",
                                                 "\"x\"",
                                                 "null",
                                                 "1e9",
                                                 "-",
                                                 "true",
                                                 "\"error\":",
                                                 "\"type\":",
                                                 "\"response.output_text.delta\"",
                                                 "\"response.completed\"",
                                                 "\"message_stop\"",
                                                 "\"image_generation.completed\"",
                                                 "\"response\":{",
                                                 "\"item\":{",
                                                 "\"message\":",
                                                 "\"b64_json\":",
                                                 "\"text\":",
                                                 "\"code\":",
                                                 "\"usage\":",
                                                 "\"cost\":",
                                                 "[DONE]",
                                                 "\"metadata\":",
                                                 "\"reasoning_details\":",
                                                 "{\"choices\":[{\"delta\":{\"content\":\"y\"}}]}",
                                                 "\xEF\xBB\xBF",
                                                 std::string(1, '\0'),
                                                 "\xF0\x9F",
                                                 "\x99\x82",
                                                 "\xFF",
                                                 " ",
                                                 "\"id\":"};
  std::string bytes;
  for (std::uint64_t n = rng.below(40); n > 0; --n) bytes += parts[rng.below(parts.size())];
  return bytes;
}

std::string random_bytes(core::Rng& rng) {
  std::string bytes(rng.below(200), '\0');
  for (char& c : bytes) c = static_cast<char>(rng.below(256));
  return bytes;
}

std::string damaged_recording(core::Rng& rng, const RecordedWire& wire) {
  std::string bytes = recorded(wire.streams[rng.below(wire.streams.size())].name, wire.name);
  for (std::uint64_t n = rng.below(6); n > 0 && !bytes.empty(); --n) {
    bytes[rng.below(bytes.size())] = static_cast<char>(rng.below(256));
  }
  return bytes;
}

TEST(HostileInput, TwentyThousandRandomRepliesAreReadTheSameWhereverTheyAreCut) {
  core::Rng rng(20260131, "fuzz");
  std::vector<std::unique_ptr<ReplyReader>> readers;
  std::vector<std::unique_ptr<ReplyReader>> byte_readers;
  for (const RecordedWire& wire : recorded_wires()) {
    readers.push_back(std::make_unique<ReplyReader>(wire.make()));
    byte_readers.push_back(std::make_unique<ReplyReader>(wire.make()));
  }
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t turn = rng.below(readers.size());
    ReplyReader& reader = *readers[turn];
    ReplyReader& byte_reader = *byte_readers[turn];
    const std::string bytes = i % 3 == 0   ? random_bytes(rng)
                              : i % 3 == 1 ? almost_a_reply(rng)
                                           : damaged_recording(rng, recorded_wires()[turn]);
    const core::ResponseHead head = head_of(rng.below(2) == 0 ? kStreamType : std::string_view{},
                                            rng.below(8) == 0 ? 500 : 200);
    // Exactly as long as the bytes: a sanitizer sees any read past them.
    const auto exact = std::make_unique<char[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), exact.get());
    const std::string_view whole(exact.get(), bytes.size());
    const std::string in_one = told_of(reader, head, {whole});
    expect_sound(reader);
    ASSERT_FALSE(HasFatalFailure()) << i;
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < whole.size(); at += 3) pieces.push_back(whole.substr(at, 3));
    ASSERT_EQ(told_of(byte_reader, head, pieces), in_one) << i;
  }
}

}  // namespace
}  // namespace orbench::protocol
