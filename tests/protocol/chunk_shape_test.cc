#include "harness/protocol/chunk_shape.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "harness/protocol/chat_wire.h"
#include "harness/protocol/sse_parser.h"
#include "tests/protocol/recorded_streams.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

/// Everything that a chunk says, as one line.
std::string told(bool read, const WireEvent& c) {
  if (!read) return "refused";
  const auto shown = [](const std::optional<std::int64_t>& n) { return n.value_or(-1); };
  return fmt::format(
      "{} {} {} {} {} {} | {} {} {} {} {} {} | {}|{}|{}|{}|{}|{}| {} {} {} {} | {}",
      c.material.answer_bytes, c.material.has_answer, c.material.reasoning_bytes,
      c.material.has_reasoning, c.reasoning_text, c.reasoning_opaque, c.has_usage,
      shown(c.usage.prompt_tokens), shown(c.usage.output_tokens), shown(c.usage.reasoning_tokens),
      shown(c.usage.cached_tokens), c.usage.cost ? c.usage.cost->pico() : -1, c.id, c.provider,
      c.model, c.tier, c.routing ? c.routing->selected : std::string{}, c.finish_reason, c.failed,
      c.last, c.items, c.defect.value_or(""), c.error ? describe(*c.error) : "no error");
}

std::string read_with(Wire& parser, std::string_view json) {
  WireEvent chunk;
  const bool read = parser.read(json, true, chunk);
  return told(read, chunk);
}

/// What a parser says that has seen nothing else, and therefore walks.
std::string walked(const RecordedWire& wire, std::string_view json) {
  const std::unique_ptr<Wire> fresh = wire.make();
  return read_with(*fresh, json);
}

struct Collecting final : SseSink {
  void on_event(const SseEvent& event) override { events.emplace_back(event.data); }
  void on_comment(std::string_view /*text*/) override {}
  std::vector<std::string> events;
};

std::vector<std::string> events_of(const RecordedWire& wire, const RecordedStream& stream) {
  SseParser parser;
  Collecting sink;
  parser.feed(recorded(stream.name, wire.name), sink);
  return sink.events;
}

std::string chunk_with(std::string_view text) {
  return fmt::format(
      R"({{"id":"gen-1","model":"a/m","choices":[{{"delta":{{"content":"{}"}},"finish_reason":null}}]}})",
      text);
}

/// A shape that has learnt chunk_with("example").
class ChunkShapeTest : public testing::Test {
 protected:
  ChunkShapeTest() {
    said_.id = std::string_view(example_).substr(7, 5);
    said_.material.answer_bytes = 7;
    learn(1);
  }
  /// Learns the example as if it held its text so many times.
  void learn(std::size_t texts) {
    shape_.start(example_);
    for (; texts > 0; --texts) {
      shape_.add(DeltaText::kAnswer,
                 std::string_view(example_).substr(example_.find("example"), 7));
    }
    shape_.complete(said_);
  }
  bool read(std::string_view json) { return shape_.read(json, chunk_); }

  std::string example_ = chunk_with("example");
  WireEvent said_;
  WireEvent chunk_;
  ChunkShape shape_;
};

TEST_F(ChunkShapeTest, ReadsAChunkThatDiffersInItsTextAlone) {
  struct Row {
    std::string_view text;
    std::uint32_t bytes;
  };
  for (const Row& row :
       {Row{"example", 7}, Row{"", 0}, Row{"x", 1}, Row{"a longer text than the example's", 32},
        Row{"\xC3\xA9\xF0\x9F\x99\x82", 6}, Row{R"(\n\"\\\/\t)", 5}, Row{"\x7F", 1}}) {
    ASSERT_TRUE(read(chunk_with(row.text))) << row.text;
    EXPECT_EQ(chunk_.material.answer_bytes, row.bytes) << row.text;
    EXPECT_EQ(chunk_.material.has_answer, row.bytes > 0) << row.text;
    EXPECT_EQ(chunk_.id, "gen-1");
  }
}

TEST_F(ChunkShapeTest, RepeatsOnlyWhatTheCallerHolds) {
  ASSERT_TRUE(read(example_));
  EXPECT_FALSE(chunk_.repeats) << "the caller held nothing";
  ASSERT_TRUE(read(chunk_with("more")));
  EXPECT_TRUE(chunk_.repeats);
  EXPECT_EQ(chunk_.material.answer_bytes, 4U) << "of this chunk alone";
  EXPECT_EQ(chunk_.id, "gen-1");
  ASSERT_TRUE(read(chunk_with("")));
  EXPECT_FALSE(chunk_.material.has_answer);
  learn(1);
  ASSERT_TRUE(read(example_));
  EXPECT_FALSE(chunk_.repeats) << "the caller holds the example before";
}

TEST_F(ChunkShapeTest, LeavesEverythingElseToTheWalk) {
  const std::string with_more = chunk_with("x") + " ";
  const std::string with_less = chunk_with("x").substr(0, with_more.size() - 2);
  std::string other_id = chunk_with("x");
  other_id[11] = '2';
  for (const std::string& json :
       {std::string(), std::string("{"), with_more, with_less, other_id, chunk_with("\xFF"),
        chunk_with("\xC3"), chunk_with("\n"), chunk_with(std::string(1, '\0')),
        chunk_with(R"(\u0041)"), chunk_with(R"(\q)"), chunk_with("\\"), chunk_with("\""),
        chunk_with(R"(x","refusal":"y)")}) {
    EXPECT_FALSE(read(json)) << json;
  }
}

TEST_F(ChunkShapeTest, ReadsNoByteBehindTheText) {
  const std::string whole = chunk_with("some text");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto exact = std::make_unique<char[]>(size);
    std::copy_n(whole.begin(), size, exact.get());
    EXPECT_FALSE(read({exact.get(), size})) << size;
  }
}

TEST_F(ChunkShapeTest, KnowsNothingUntilItIsComplete) {
  ASSERT_TRUE(read(example_));
  shape_.start(example_);
  EXPECT_FALSE(read(example_)) << "the shape before is forgotten";
  learn(1);
  EXPECT_TRUE(read(example_));
}

TEST_F(ChunkShapeTest, DoesNotLearnWhatIsNotWorthIt) {
  for (const std::size_t texts : {std::size_t{0}, ChunkShape::kMostTexts + 1, std::size_t{1000}}) {
    learn(texts);
    EXPECT_FALSE(read(example_)) << texts;
  }
  said_.error.emplace();
  learn(1);
  EXPECT_FALSE(read(example_)) << "an error is told once";
  said_.error.reset();
  said_.has_usage = true;
  learn(1);
  EXPECT_FALSE(read(example_)) << "each usage has its own instant";
}

TEST(ChunkShape, IsWhatTheParserReadsConsecutiveChunksBy) {
  const std::unique_ptr<Wire> parser = make_chat_wire();
  WireEvent first;
  WireEvent second;
  ASSERT_TRUE(parser->read(chunk_with("one"), true, first));
  const std::string_view walked_id = first.id;
  ASSERT_TRUE(parser->read(chunk_with("four"), true, second));
  EXPECT_EQ(second.id, "gen-1");
  EXPECT_EQ(static_cast<const void*>(second.id.data()), walked_id.data()) << "of the example";
  EXPECT_EQ(second.material.answer_bytes, 4U);
}

TEST(ChunkShape, StepsOverTheNumberThatCountsTheEvents) {
  const auto event = [](std::string_view number, std::string_view text) {
    return fmt::format(
        R"({{"type":"response.output_text.delta","sequence_number":{},"item_id":"msg_1","delta":"{}"}})",
        number, text);
  };
  ChunkShape shape;
  const std::string example = event("9", "one");
  shape.start(example);
  shape.add_number(std::string_view(example).substr(example.find(":9") + 1, 1));
  shape.add(DeltaText::kAnswer, std::string_view(example).substr(example.find("one"), 3));
  WireEvent out;
  shape.complete(out);
  for (const std::string_view number : {"10", "0", "12345678901234567890"}) {
    ASSERT_TRUE(shape.read(event(number, "four"), out)) << number;
    EXPECT_EQ(out.material.answer_bytes, 4U);
  }
  for (const std::string_view number :
       {"", "01", "-1", "1.5", "1e3", "\"1\"", "null", "1x", " 1"}) {
    EXPECT_FALSE(shape.read(event(number, "four"), out)) << number;
  }
}

class ChunkShapeOfWire : public testing::TestWithParam<RecordedWire> {};

TEST_P(ChunkShapeOfWire, SaysOfEveryRecordedChunkWhatTheWalkSays) {
  for (const RecordedStream& row : GetParam().streams) {
    const std::unique_ptr<Wire> parser = GetParam().make();
    for (const std::string& json : events_of(GetParam(), row)) {
      const std::string expected = walked(GetParam(), json);
      EXPECT_EQ(read_with(*parser, json), expected) << row.name << ": " << json;
      EXPECT_EQ(read_with(*parser, json), expected) << row.name << " again: " << json;
    }
  }
}

/// A piece that is text, ends it, or breaks it.
std::string random_piece(core::Rng& rng) {
  static const std::vector<std::string> pieces = {"x",
                                                  " words ",
                                                  "\xC3\xA9",
                                                  "\xF0\x9F\x99\x82",
                                                  "\xFF",
                                                  "\xC3",
                                                  "\\n",
                                                  "\\\"",
                                                  "\\\\",
                                                  "\\u00e9",
                                                  "\\ud83d",
                                                  "\\q",
                                                  "\\",
                                                  "\"",
                                                  "\",\"content\":\"",
                                                  "\",\"delta\":\"",
                                                  "\",\"sequence_number\":7,\"x\":\"",
                                                  "\",\"text\":\"",
                                                  "\"}",
                                                  "\n",
                                                  std::string(1, '\0'),
                                                  ""};
  return pieces[rng.below(pieces.size())];
}

/// `json` with some bytes replaced, put in or left out, most of them where a string begins.
std::string mutated(std::string json, core::Rng& rng) {
  for (std::uint64_t n = rng.below(3); n > 0 && !json.empty(); --n) {
    std::size_t at = rng.below(json.size());
    if (rng.below(4) != 0) at = std::min(json.find(":\"", at), json.size() - 1) + 1;
    json.replace(std::min(at + rng.below(2), json.size()), rng.below(3), random_piece(rng));
  }
  return json;
}

TEST_P(ChunkShapeOfWire, SaysOfSeededMutationsWhatTheWalkSays) {
  core::Rng rng(20260201, GetParam().name);
  for (const RecordedStream& row : GetParam().streams) {
    const std::vector<std::string> events = events_of(GetParam(), row);
    if (events.empty()) continue;
    const std::unique_ptr<Wire> parser = GetParam().make();
    for (int round = 0; round < 200; ++round) {
      const std::string& base = events[rng.below(events.size())];
      read_with(*parser, base);
      const std::string json = mutated(base, rng);
      ASSERT_EQ(read_with(*parser, json), walked(GetParam(), json)) << row.name << ": " << json;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Wires, ChunkShapeOfWire, testing::ValuesIn(recorded_wires()),
                         [](const auto& wire) { return std::string(wire.param.name); });

}  // namespace
}  // namespace orbench::protocol
