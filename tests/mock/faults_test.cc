#include "mock/behavior/faults.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/mock_fixture.h"

namespace orbench::mock {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

Script spoiled(std::string_view fault, std::string_view body = kStreamBody) {
  return quick_service().answer(chat_request(body, fault));
}

std::string header_of(const Script& script, std::string_view name) {
  for (const core::Header& header : script.headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

std::size_t occurrences(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

Action last_action(const Script& script) { return script.pieces.back().action; }

TEST(Faults, AreListedWithADescriptionEach) {
  const auto all = list_faults();
  EXPECT_EQ(all.size(), 63U);
  for (const FaultInfo& fault : all) {
    EXPECT_FALSE(fault.description.empty()) << fault.name;
    EXPECT_TRUE(parse_fault_rule(fault.name)) << fault.name;
  }
}

TEST(Faults, StrikeTheirShareOfTheRequestsAndTheSameOnesAgain) {
  const auto struck = [](std::uint64_t seed, const std::vector<FaultRule>& rules) {
    std::vector<std::uint64_t> which;
    for (std::uint64_t sequence = 0; sequence < 10'000; ++sequence) {
      ActiveFaults faults;
      faults.draw(rules, seed, sequence);
      const std::vector<std::string> names = faults.names();
      if (std::count(names.begin(), names.end(), "hang") > 0) which.push_back(sequence);
    }
    return which;
  };
  const auto some = struck(1, {*parse_fault_rule("hang:0.1")});
  EXPECT_NEAR(static_cast<double>(some.size()), 1000.0, 120.0);
  EXPECT_EQ(some, struck(1, {*parse_fault_rule("status_500:0.5"), *parse_fault_rule("hang:0.1")}))
      << "another rule does not shift the draws";
  EXPECT_NE(some, struck(2, {*parse_fault_rule("hang:0.1")}));
  EXPECT_TRUE(struck(1, {*parse_fault_rule("hang:0.0")}).empty());
  EXPECT_EQ(struck(1, {*parse_fault_rule("hang:1.0")}).size(), 10'000U);
}

TEST(Faults, CanBeAskedForInAHeader) {
  EXPECT_EQ(spoiled("status_503, slow_headers").status, 503);
  const Script unknown = spoiled("status_5O3");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(rendered_body(unknown), HasSubstr("status_503"));
}

TEST(Faults, InAHeaderAreIgnoredWhenNotAllowed) {
  Service service = quick_service(quick_config(R"("allow_fault_header": false)"));
  EXPECT_EQ(service.answer(chat_request(kPlainBody, "status_500")).status, 200);
}

TEST(Faults, OfTheConfigurationSpareDiscovery) {
  Service service = quick_service(quick_config("", R"("status_500")"));
  EXPECT_EQ(service.answer({"GET", "/api/v1/models", "", {}, ""}).status, 200);
  EXPECT_EQ(service.answer(chat_request(kPlainBody)).status, 500);
}

TEST(RefusalFaults, AnswerTheirStatusInTheCommonEnvelope) {
  for (const FaultInfo& fault : list_faults()) {
    if (fault.name.substr(0, 7) != "status_" || fault.name.ends_with("_html")) continue;
    const int status = std::stoi(std::string(fault.name.substr(7, 3)));
    const Script script = spoiled(fault.name);
    EXPECT_EQ(script.status, status) << fault.name;
    EXPECT_EQ(header_of(script, "Content-Type"), "application/json") << fault.name;
    const auto body = nlohmann::json::parse(rendered_body(script), nullptr, false);
    EXPECT_EQ(body["error"]["code"], status) << fault.name;
    EXPECT_TRUE(body["error"]["message"].is_string()) << fault.name;
    EXPECT_FALSE(header_of(script, "X-Generation-Id").empty()) << fault.name;
  }
}

TEST(RefusalFaults, TellTheTwoKindsOf429Apart) {
  const Script platform = spoiled("status_429_platform");
  EXPECT_EQ(header_of(platform, "X-RateLimit-Limit"), "20");
  EXPECT_EQ(header_of(platform, "X-RateLimit-Reset"), "1700000040000") << "the next full minute";
  EXPECT_THAT(rendered_body(platform), HasSubstr(R"("X-RateLimit-Reset":"1700000040000")"));
  EXPECT_EQ(header_of(platform, "Retry-After"), "");
  const Script upstream = spoiled("status_429_upstream");
  EXPECT_EQ(header_of(upstream, "X-RateLimit-Limit"), "");
  EXPECT_EQ(header_of(upstream, "Retry-After"), "2");
  EXPECT_THAT(rendered_body(upstream), HasSubstr(R"("provider_name":"Near")"));
}

TEST(RefusalFaults, MarkTheRetryable402) {
  const Script script = spoiled("status_402");
  EXPECT_EQ(header_of(script, "Retry-After"), "2");
  EXPECT_THAT(rendered_body(script), HasSubstr(R"("reason":"in_flight_budget_exhausted")"));
}

TEST(RefusalFaults, OfTheEdgeAreNoJson) {
  EXPECT_THAT(rendered_body(spoiled("status_502_html")), HasSubstr("<html>"));
  EXPECT_EQ(spoiled("status_429_html").status, 429);
  EXPECT_THAT(rendered_body(spoiled("status_429_html")), HasSubstr("<html>"));
  const Script moved = spoiled("redirect");
  EXPECT_EQ(moved.status, 307);
  EXPECT_EQ(header_of(moved, "Location"), "/moved");
}

TEST(RefusalFaults, CanHideAnErrorInA200) {
  const Script script = spoiled("error_body_200");
  EXPECT_EQ(script.status, 200);
  EXPECT_THAT(rendered_body(script), HasSubstr(R"({"error":{"code":502)"));
}

TEST(StreamFaults, LeaveOutWhatTheirNameSays) {
  const std::string right = rendered_body(spoiled(""));
  EXPECT_THAT(right, EndsWith("data: [DONE]\n\n"));
  EXPECT_THAT(right, HasSubstr("\"usage\""));
  EXPECT_THAT(rendered_body(spoiled("truncated")), Not(HasSubstr("[DONE]")));
  EXPECT_EQ(last_action(spoiled("truncated")), Action::kEnd);
  EXPECT_THAT(rendered_body(spoiled("no_usage")), Not(HasSubstr("\"usage\"")));
  EXPECT_THAT(rendered_body(spoiled("no_usage")), EndsWith("data: [DONE]\n\n"));
  const std::string empty = rendered_body(spoiled("empty_completion"));
  EXPECT_THAT(empty, HasSubstr(R"("completion_tokens":0)"));
  EXPECT_EQ(occurrences(empty, R"("content":"")"), occurrences(empty, "\"content\""));
  EXPECT_EQ(occurrences(empty, R"("finish_reason":null)"), occurrences(empty, "\"finish_reason\""));
}

TEST(StreamFaults, EndInAnErrorEvent) {
  const std::string middle = rendered_body(spoiled("mid_stream_error"));
  EXPECT_THAT(middle, HasSubstr(R"("error":{"code":502)"));
  EXPECT_THAT(middle, HasSubstr(R"("finish_reason":"error")"));
  EXPECT_EQ(occurrences(middle, "data: "), 1U + 3U + 1U) << "role, half of six tokens, error";
  const std::string first = rendered_body(spoiled("error_first_event"));
  EXPECT_EQ(occurrences(first, "data: "), 1U);
  EXPECT_THAT(first, HasSubstr(": OPENROUTER PROCESSING\n\n"));
}

TEST(StreamFaults, PutRubbishHalfWay) {
  EXPECT_THAT(rendered_body(spoiled("malformed_json_chunk")),
              HasSubstr("data: {\"choices\":[{\"delta\":{\"content\":\"cut\n\n"));
  EXPECT_THAT(rendered_body(spoiled("bad_utf8")), HasSubstr("\xC3\x28 \xFF\xFE"));
  EXPECT_THAT(rendered_body(spoiled("deep_json")), HasSubstr(std::string(100'000, '[')));
  EXPECT_EQ(occurrences(rendered_body(spoiled("comment_storm")), ": OPENROUTER PROCESSING\n\n"),
            1001U);
}

TEST(StreamFaults, ChangeTheFramingAndNothingElse) {
  std::string body = rendered_body(spoiled("crlf_framing"));
  EXPECT_EQ(occurrences(body, "\n"), occurrences(body, "\r\n"));
  std::erase(body, '\r');
  EXPECT_EQ(body, rendered_body(spoiled("")));
  EXPECT_EQ(header_of(spoiled("wrong_content_type"), "Content-Type"), "text/plain");
  EXPECT_EQ(rendered_body(spoiled("wrong_content_type")), rendered_body(spoiled("")));
}

TEST(StreamFaults, CutACharacterInTwoWrites) {
  const Script script = spoiled("split_utf8");
  const auto cut = std::find_if(script.pieces.begin(), script.pieces.end(), [](const Piece& piece) {
    return piece.action == Action::kBytes && piece.part == Part::kContent;
  });
  ASSERT_NE(cut, script.pieces.end());
  EXPECT_THAT(std::string(script.bytes(*cut)), EndsWith("\xE2"));
  EXPECT_EQ(script.bytes(*std::next(cut)).substr(0, 2), "\x82\xAC");
  EXPECT_THAT(rendered_body(script), HasSubstr("\xE2\x82\xAC\"}"));
}

TEST(StreamFaults, AnswerPlainJsonToAStreamRequest) {
  const Script script = spoiled("json_answer_to_stream");
  EXPECT_EQ(header_of(script, "Content-Type"), "application/json");
  EXPECT_THAT(rendered_body(script), HasSubstr(R"("object":"chat.completion",)"));
}

TEST(StreamFaults, HaveAMeaningForPlainAnswersToo) {
  const Script right = spoiled("", kPlainBody);
  const Script truncated = spoiled("truncated", kPlainBody);
  EXPECT_EQ(truncated.content_length, right.content_length);
  EXPECT_LT(rendered_body(truncated).size(), *right.content_length);
  EXPECT_EQ(last_action(truncated), Action::kCut);
  EXPECT_THAT(rendered_body(spoiled("mid_stream_error", kPlainBody)),
              HasSubstr(R"("finish_reason":"error")"));
  EXPECT_THAT(rendered_body(spoiled("no_usage", kPlainBody)), Not(HasSubstr("usage")));
  const Script malformed = spoiled("malformed_json_chunk", kPlainBody);
  EXPECT_EQ(rendered_body(malformed).size(), *malformed.content_length);
  EXPECT_TRUE(nlohmann::json::parse(rendered_body(malformed), nullptr, false).is_discarded());
}

TEST(ConnectionFaults, AreSilentOrCut) {
  EXPECT_EQ(spoiled("hang").pieces.front().gap, kForever);
  EXPECT_EQ(spoiled("slow_headers").pieces.front().gap, std::chrono::seconds(2));
  EXPECT_EQ(spoiled("close_before_headers").pieces.front().action, Action::kCut);
  EXPECT_EQ(spoiled("stall_mid_stream").pieces.back().gap, kForever);
  EXPECT_EQ(spoiled("done_then_open_socket").pieces.back().gap, kForever);
  EXPECT_EQ(last_action(spoiled("reset_mid_stream")), Action::kReset);
}

TEST(Faults, ComposeInPairsWithoutHarm) {
  // A quarter of the pairs, each fault first and second in many: all of them take seconds.
  Service service = quick_service();
  const auto all = list_faults();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = (4 - i % 4) % 4; j < all.size(); j += 4) {
      const std::string_view body = (j / 4) % 2 == 0 ? kStreamBody : kPlainBody;
      const std::string pair = std::string(all[i].name) + "," + std::string(all[j].name);
      const Script script = service.answer(chat_request(body, pair));
      for (const Piece& piece : script.pieces) {
        if (piece.action == Action::kFlood) continue;
        ASSERT_LE(std::size_t{piece.at} + piece.size, script.text.size()) << pair;
      }
    }
  }
}

}  // namespace
}  // namespace orbench::mock
