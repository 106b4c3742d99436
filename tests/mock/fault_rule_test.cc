// Which requests a fault strikes, and what the faults of framing and transfer do to them.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mock/behavior/faults.h"
#include "mock/media/checksum.h"
#include "tests/mock/mock_fixture.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/raw_response.h"

namespace orbench::mock {
namespace {

using support::Ending;
using support::RawHttpClient;
using support::RawResponse;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FaultRule, IsANameWithAnOptionalProbability) {
  const auto plain = parse_fault_rule("truncated");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->probability, 1.0);
  const auto some = parse_fault_rule(" status_500 : 0.25 ");
  ASSERT_TRUE(some);
  EXPECT_EQ(some->name, "status_500");
  EXPECT_EQ(some->probability, 0.25);
}

TEST(FaultRule, RefusesUnknownNamesAndImpossibleProbabilities) {
  EXPECT_THAT(parse_fault_rule("truncate").error().message, HasSubstr("\"truncated\""));
  for (const char* text : {"hang:", "hang:2", "hang:-0.1", "hang:often", "hang:0.5x", "hang:nan"}) {
    const auto rule = parse_fault_rule(text);
    ASSERT_FALSE(rule) << text;
    EXPECT_THAT(rule.error().message, HasSubstr("from 0 to 1")) << text;
  }
}

TEST(FaultRule, SelectsByEndpointProviderAndRequest) {
  const auto rule =
      parse_fault_rule("hang:0.5 @ endpoint=/messages, provider=near, nth=3-9, every=2");
  ASSERT_TRUE(rule) << rule.error().message;
  EXPECT_EQ(rule->probability, 0.5);
  EXPECT_EQ(rule->endpoint, "/messages");
  EXPECT_EQ(rule->provider, "near");
  EXPECT_EQ(rule->first, 3U);
  EXPECT_EQ(rule->last, 9U);
  EXPECT_EQ(rule->every, 2U);
  for (const char* text : {"hang@", "hang@nth", "hang@nth=0", "hang@nth=5-3", "hang@nth=x",
                           "hang@every=0", "hang@endpoint=messages", "hang@provider=",
                           "hang@model=a/b", "hang:2@nth=1", "hung@nth=1", "hang@nth=1,,every=2"}) {
    EXPECT_FALSE(parse_fault_rule(text)) << text;
  }
}

TEST(FaultRule, StrikesTheRequestsThatItNames) {
  const auto struck = [](const char* text) {
    const auto rule = parse_fault_rule(text);
    std::vector<int> which;
    for (int nth = 1; nth <= 10; ++nth) {
      ActiveFaults faults;
      faults.draw({*rule}, 1, static_cast<std::uint64_t>(nth - 1), "/chat/completions");
      if (!faults.names().empty()) which.push_back(nth);
    }
    return which;
  };
  EXPECT_THAT(struck("hang@nth=3"), ElementsAre(3));
  EXPECT_THAT(struck("hang@nth=3-5"), ElementsAre(3, 4, 5));
  EXPECT_THAT(struck("hang@every=4"), ElementsAre(1, 5, 9));
  EXPECT_THAT(struck("hang@nth=2-9,every=3"), ElementsAre(2, 5, 8));
  EXPECT_THAT(struck("hang@endpoint=/messages"), ElementsAre());
}

TEST(FaultRule, StrikesTheProviderThatItNames) {
  const std::string config = quick_config("", R"("status_503@provider=far")");
  const auto status = [&](std::string_view provider) {
    const std::string body = R"({"model":"a/plain","provider":{"only":[")" + std::string(provider) +
                             R"("]},"messages":[{}]})";
    return quick_service(config).answer(chat_request(body)).status;
  };
  EXPECT_EQ(status("near"), 200);
  EXPECT_EQ(status("far"), 503);
  const std::string silent = quick_config("", R"("empty_completion@provider=Near")");
  EXPECT_THAT(rendered_body(quick_service(silent).answer(chat_request(kPlainBody))),
              HasSubstr(R"("completion_tokens":0)"));
}

std::string stream_with(std::string_view fault) {
  return rendered_body(quick_service().answer(chat_request(kStreamBody, fault)));
}

std::size_t occurrences(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

TEST(FramingFaults, DoWhatTheirNamesSay) {
  EXPECT_EQ(occurrences(stream_with("keep_alive_storm"), ": OPENROUTER PROCESSING\n\n"), 1001U);
  const std::string comments = stream_with("comment_in_event");
  EXPECT_EQ(occurrences(comments, ": inside\ndata: {"), 6U);
  EXPECT_EQ(occurrences(comments, "}\n: inside\n\n"), 6U);
  EXPECT_EQ(occurrences(stream_with("multi_line_data"), "data: {\ndata: \"id\""), 6U);
  EXPECT_THAT(stream_with("empty_data"), HasSubstr("\n\ndata:\n\ndata: \n\ndata: {"));
  const std::string swapped = stream_with("usage_before_finish");
  EXPECT_LT(swapped.find("\"usage\""), swapped.rfind("\"finish_reason\":\"stop\""));
  EXPECT_EQ(occurrences(stream_with("two_finishes"), "\"finish_reason\":\"stop\""), 3U)
      << "the usage chunk repeats it";
  const std::string late = stream_with("data_after_done");
  EXPECT_GT(late.rfind("data: {"), late.find("[DONE]"));
  EXPECT_THAT(stream_with("error_code_string"), HasSubstr(R"("error":{"code":"server_error")"));
  EXPECT_THAT(stream_with("no_provider"), Not(HasSubstr("provider")));
  EXPECT_THAT(stream_with("nul_bytes"), HasSubstr(std::string(2, '\0')));
}

TEST(FramingFaults, GrowATokenWithoutBreakingItsEvent) {
  const Script script = quick_service().answer(chat_request(kStreamBody, "big_event"));
  const auto flood = std::find_if(script.pieces.begin(), script.pieces.end(),
                                  [](const Piece& p) { return p.action == Action::kFlood; });
  ASSERT_NE(flood, script.pieces.end());
  EXPECT_EQ(flood->size, 1U << 20U);
  EXPECT_EQ(rendered_body(script), stream_with("")) << "all but the filler";
  EXPECT_THAT(std::string(script.bytes(flood[-1])), Not(EndsWith("\n")));
}

RawResponse over_the_wire(const Server& server, std::string_view body, std::string_view fault) {
  return support::fetch(server.port(),
                        support::http_request("POST", kChatPath, body,
                                              "X-Mock-Fault: " + std::string(fault) + "\r\n"));
}

TEST(TransferFaults, ReachTheClientAsTheyAre) {
  const auto server = running_server();
  const std::string right = stream_with("");
  const RawResponse old = over_the_wire(*server, kStreamBody, "http10_close");
  EXPECT_THAT(old.head, HasSubstr("HTTP/1.0 200"));
  EXPECT_THAT(old.head, HasSubstr("Connection: close"));
  EXPECT_THAT(old.head, Not(HasSubstr("chunked")));
  EXPECT_EQ(old.ending, Ending::kClosed);
  EXPECT_EQ(old.body.size(), right.size());
  const RawResponse chunk = over_the_wire(*server, kStreamBody, "bad_chunk");
  EXPECT_FALSE(chunk.complete);
  const RawResponse longer = over_the_wire(*server, kPlainBody, "length_too_long");
  EXPECT_EQ(longer.ending, Ending::kClosed);
  EXPECT_FALSE(longer.complete);
  const RawResponse shorter = over_the_wire(*server, kStreamBody, "length_too_short");
  EXPECT_FALSE(shorter.complete);
  EXPECT_THAT(shorter.body, EndsWith("data: [DONE]\n\n")) << "more than was told";
}

TEST(TransferFaults, SendTheBytesOfAnEventOneByOne) {
  const Script script = quick_service().answer(chat_request(kStreamBody, "slow_bytes"));
  EXPECT_EQ(rendered_body(script), stream_with(""));
  const auto slow = std::count_if(script.pieces.begin(), script.pieces.end(), [](const Piece& p) {
    return p.size == 1 && p.gap == std::chrono::milliseconds(2);
  });
  EXPECT_EQ(slow, 199) << "the first of them comes when the token is due";
}

TEST(TransferFaults, CompressWithoutBeingAsked) {
  for (const std::string_view body : {kStreamBody, kPlainBody}) {
    const Script script = quick_service().answer(chat_request(body, "gzip"));
    const std::string packed = rendered_body(script);
    EXPECT_EQ(packed.substr(0, 3), "\x1F\x8B\x08");
    if (script.content_length) {
      EXPECT_EQ(*script.content_length, packed.size());
    }
    std::string plain;
    std::size_t at = 10;
    for (bool last = false; !last;) {
      last = packed.at(at) == '\x01';
      const auto size = static_cast<std::size_t>(static_cast<unsigned char>(packed[at + 1])) |
                        static_cast<std::size_t>(static_cast<unsigned char>(packed[at + 2])) << 8U;
      plain += packed.substr(at + 5, size);
      at += 5 + size;
    }
    EXPECT_EQ(plain, rendered_body(quick_service().answer(chat_request(body))));
    std::string trailer;
    append_little_endian(trailer, crc32(plain), 4);
    append_little_endian(trailer, static_cast<std::uint32_t>(plain.size()), 4);
    EXPECT_EQ(packed.substr(at), trailer);
  }
}

}  // namespace
}  // namespace orbench::mock
