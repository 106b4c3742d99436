#include "harness/protocol/sse_parser.h"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::protocol {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Writes down what the parser found.
class Heard final : public SseSink {
 public:
  void on_event(const SseEvent& event) override {
    lines.push_back("[" + std::string(event.type) + "] " + std::string(event.data));
    last_data = event.data.data();
  }
  void on_comment(std::string_view text) override { lines.push_back(":" + std::string(text)); }

  std::vector<std::string> lines;
  const char* last_data = nullptr;
};

std::vector<std::string> heard_from(std::string_view bytes) {
  SseParser parser;
  Heard heard;
  EXPECT_TRUE(parser.feed(bytes, heard));
  return heard.lines;
}

/// Knows events whose data begins with `k`: they go on to the next `!`.
class Knowing final : public SseSink {
 public:
  void on_event(const SseEvent& event) override {
    lines.push_back("[] " + std::string(event.data));
  }
  void on_comment(std::string_view text) override { lines.push_back(":" + std::string(text)); }
  std::size_t take_known(std::string_view text, std::string_view end) override {
    const std::size_t size = text.find('!') + 1;
    if (!text.starts_with('k') || size == 0 || !text.substr(size).starts_with(end)) return 0;
    lines.push_back("known " + std::string(text.substr(0, size)));
    return size;
  }
  std::vector<std::string> lines;
};

TEST(SseParser, AsksWhetherTheSinkKnowsAnEventAlready) {
  SseParser parser;
  Knowing sink;
  ASSERT_TRUE(parser.feed("data: first\n\n", sink));  // nothing is known before a first event
  ASSERT_TRUE(parser.feed("data: k1!\n\ndata: a\n\ndata: k2!\n\n:c\n\n", sink));
  ASSERT_TRUE(parser.feed("data: k3!\ndata: b\n\ndata: k4", sink));
  ASSERT_TRUE(parser.feed("!\n\ndata: k5!\r\n\r\ndata: k6!\n\n", sink));
  EXPECT_THAT(sink.lines, ElementsAre("[] first", "known k1!", "[] a", "known k2!", ":c",
                                      "[] k3!\nb", "[] k4!", "[] k5!", "[] k6!"));
}

TEST(SseParser, LimitsTheLinesOfKnownEventsToo) {
  SseParser parser({.line_bytes = 16, .event_bytes = 64});
  Knowing sink;
  ASSERT_TRUE(parser.feed("data: k!\n\n", sink));
  EXPECT_FALSE(parser.feed("data: k" + std::string(20, '-') + "!\n\n", sink));
  EXPECT_THAT(sink.lines, ElementsAre("[] k!"));
}

struct GrammarRow {
  std::string_view rule;
  std::string_view bytes;
  std::vector<std::string> heard;
};

TEST(SseParser, FollowsTheStandardsGrammar) {
  const std::vector<GrammarRow> rows = {
      {"a blank line ends an event", "data: a\n\ndata: b\n\n", {"[] a", "[] b"}},
      {"one space behind the colon is dropped, a second one is data", "data:  a\n\n", {"[]  a"}},
      {"no space is needed", "data:a\n\n", {"[] a"}},
      {"data lines join with a line feed", "data: a\ndata\ndata: c\n\n", {"[] a\n\nc"}},
      {"an event of one empty data line is delivered", "data\n\ndata:\n\n", {"[] ", "[] "}},
      {"an event without data is dropped, its name too", "event: x\n\ndata: a\n\n", {"[] a"}},
      {"the name belongs to its event alone",
       "event: x\ndata: a\n\ndata: b\n\n",
       {"[x] a", "[] b"}},
      {"the last name wins", "event: x\nevent: y\ndata: a\n\n", {"[y] a"}},
      {"comments are told at once and split nothing",
       "data: a\n: c\ndata: b\n\n",
       {": c", "[] a\nb"}},
      {"a bare colon is an empty comment", ":\n\n", {":"}},
      {"id, retry and unknown fields are ignored",
       "id: 1\nretry: 2\nnews: 3\ndata: a\n\n",
       {"[] a"}},
      {"field names are exact", "Data: a\n data: b\ndatas: c\ndat: d\n\n", {}},
      {"a field name is what stands before the first colon", "data: a: b\n\n", {"[] a: b"}},
      {"an unfinished event at the end is not delivered", "data: a\n\ndata: b\n", {"[] a"}},
      {"a mark of byte order is skipped at the start only",
       "\xEF\xBB\xBF"
       "data: a\n\n\xEF\xBB\xBF"
       "data: b\n\n",
       {"[] a"}},
      {"NUL is a byte like others",
       std::string_view("data: a\0b\n\n", 11),
       {std::string("[] a\0b", 6)}},
      {"CR, LF and CRLF end lines in any mixture",
       "data: a\r\rdata: b\r\n\ndata: c\n\r\ndata: d\r\n\r",
       {"[] a", "[] b", "[] c", "[] d"}},
      {"LF CR are two ends", "data: a\n\rdata: b\n\r", {"[] a", "[] b"}},
  };
  for (const GrammarRow& row : rows) {
    EXPECT_EQ(heard_from(row.bytes), row.heard) << row.rule;
    SseParser parser;
    Heard heard;
    for (const char& c : row.bytes) ASSERT_TRUE(parser.feed({&c, 1}, heard));
    EXPECT_EQ(heard.lines, row.heard) << row.rule << ", byte by byte";
  }
}

TEST(SseParser, DeliversEventCutInsideUtf8Character) {
  SseParser parser;
  Heard heard;
  parser.feed("data: \xE6\xBC", heard);
  parser.feed("\xA2\n\n", heard);
  EXPECT_THAT(heard.lines, ElementsAre("[] \xE6\xBC\xA2"));
}

TEST(SseParser, TakesCrAndLfInTwoReadsAsOneEnd) {
  SseParser parser;
  Heard heard;
  for (const std::string_view piece : {"data: a\r", "\ndata: b\r", "", "\n\r", "\n"}) {
    parser.feed(piece, heard);
  }
  EXPECT_THAT(heard.lines, ElementsAre("[] a\nb"));
}

TEST(SseParser, HandsOutTheFedBytesThemselvesWhenTheEventIsWhole) {
  SseParser parser;
  Heard heard;
  const std::string whole = "data: whole\n\n";
  parser.feed(whole, heard);
  EXPECT_EQ(heard.last_data, whole.data() + 6);

  const std::string cut = "data: cut\n\n";
  parser.feed(std::string_view(cut).substr(0, 10), heard);
  parser.feed(std::string_view(cut).substr(10), heard);
  EXPECT_NE(heard.last_data, cut.data() + 6) << "the first read's bytes may be gone";
}

TEST(SseParser, ForgetsAnUnfinishedEventOnReset) {
  SseParser parser;
  Heard heard;
  parser.feed("event: x\ndata: a\nda", heard);
  parser.reset();
  parser.feed("data: b\n\n", heard);
  EXPECT_THAT(heard.lines, ElementsAre("[] b"));
}

TEST(SseParser, HearsTheSameInOneReadAsByteByByte) {
  constexpr std::array<std::string_view, 10> kPieces = {"data: ", "data:", "event: e", "a", "{}",
                                                        "\n\n",   "\n",    "\r",       ":", "data"};
  core::Rng rng(1, "sse");
  for (int i = 0; i < 3000; ++i) {
    std::string bytes;
    for (std::uint64_t k = rng.below(20); k > 0; --k) bytes += kPieces[rng.below(kPieces.size())];
    SseParser whole;
    SseParser cut;
    Heard at_once;
    Heard one_by_one;
    for (const std::string_view part : {std::string_view("data: first\n\n"), {bytes}}) {
      ASSERT_TRUE(whole.feed(part, at_once));
      for (const char c : part) ASSERT_TRUE(cut.feed({&c, 1}, one_by_one));
    }
    ASSERT_EQ(at_once.lines, one_by_one.lines) << testing::PrintToString(bytes);
  }
}

TEST(SseParser, RefusesALineOverTheLimitAmongWholeEvents) {
  SseParser parser({.line_bytes = 10, .event_bytes = 100});
  Heard heard;
  EXPECT_TRUE(parser.feed("data: 1\n\n", heard));
  EXPECT_TRUE(parser.feed("data: 1234\n\ndata: 1\n\n", heard));
  EXPECT_FALSE(parser.feed("data: 12345\n\n", heard));
  EXPECT_THAT(heard.lines, ElementsAre("[] 1", "[] 1234", "[] 1"));
}

TEST(SseParser, RefusesALineOverTheLimitForGood) {
  SseParser parser;
  Heard heard;
  const std::string piece(1U << 20U, 'x');
  std::size_t fed = 0;
  while (fed <= 100 * piece.size() && parser.feed(piece, heard)) fed += piece.size();
  EXPECT_EQ(fed, SseLimits{}.line_bytes);
  EXPECT_FALSE(parser.feed("data: a\n\n", heard));
  EXPECT_THAT(heard.lines, IsEmpty());
  parser.reset();
  EXPECT_TRUE(parser.feed("data: a\n\n", heard));
}

TEST(SseParser, JudgesALineByItsLengthHoweverItIsCut) {
  const std::string longest(SseLimits{}.line_bytes, ':');
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, longest.size()}) {
    SseParser parser;
    Heard heard;
    EXPECT_TRUE(parser.feed(std::string_view(longest).substr(0, cut), heard));
    EXPECT_TRUE(parser.feed(longest.substr(cut) + "\n", heard));
    EXPECT_TRUE(parser.feed(std::string_view(longest).substr(0, cut), heard));
    EXPECT_FALSE(parser.feed(longest.substr(cut) + "x\n", heard));
  }
}

TEST(SseParser, RefusesAnEventOverTheLimit) {
  SseParser parser;
  Heard heard;
  const std::string line = "data: " + std::string(1U << 20U, 'x') + "\n";
  int lines = 0;
  while (lines < 100 && parser.feed(line, heard)) ++lines;
  EXPECT_EQ(lines, 31) << "32 MiB of data and 31 line feeds are over the limit";
}

TEST(SseParser, ReadsAMebibyteOfLineEndsInOneRead) {
  // Searching each line for both kinds of end anew would take 2^40 steps here.
  SseParser parser;
  Heard heard;
  EXPECT_TRUE(parser.feed(std::string(1U << 20U, '\r'), heard));
  EXPECT_TRUE(parser.feed(std::string(1U << 20U, '\n') + "data: a\n\n", heard));
  EXPECT_THAT(heard.lines, ElementsAre("[] a"));
}

}  // namespace
}  // namespace orbench::protocol
