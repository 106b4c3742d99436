#include "harness/protocol/wire_shape.h"

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
#include "tests/protocol/wire_reading.h"

namespace orbench::protocol {
namespace {

/// What a parser says that has seen nothing else, and therefore walks.
std::string walked(const RecordedWire& wire, std::string_view json) {
  return Held{wire.make()}.read(json);
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

/// A shape that has learnt chunk_with("example"), and a caller that holds what the walk said of it.
class WireShapeTest : public testing::Test {
 protected:
  WireShapeTest() {
    said_.id = std::string_view(example_).substr(7, 5);
    said_.material.answer_bytes = 7;
    learn(1);
  }
  /// Learns the example as if it held its text so many times.
  void learn(std::size_t texts) {
    shape_.start(example_, true);
    for (; texts > 0; --texts) {
      shape_.add(DeltaText::kAnswer,
                 std::string_view(example_).substr(example_.find("example"), 7));
    }
    shape_.complete(said_);
    chunk_ = said_;
  }
  bool read(std::string_view json) { return shape_.read(json, true, chunk_); }

  std::string example_ = chunk_with("example");
  WireEvent said_;
  WireEvent chunk_;
  WireShape shape_;
};

TEST_F(WireShapeTest, ReadsAChunkThatDiffersInItsTextAlone) {
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

TEST_F(WireShapeTest, RepeatsOnlyWhatTheCallerHolds) {
  ASSERT_TRUE(read(chunk_with("more")));
  EXPECT_TRUE(chunk_.repeats);
  EXPECT_EQ(chunk_.material.answer_bytes, 4U) << "of this chunk alone";
  EXPECT_EQ(chunk_.id, "gen-1");
  ASSERT_TRUE(read(chunk_with("")));
  EXPECT_FALSE(chunk_.material.has_answer);
  const WireEvent before = chunk_;
  learn(1);
  chunk_ = before;
  EXPECT_FALSE(read(example_)) << "the caller holds the example before";
  chunk_ = WireEvent{};
  EXPECT_FALSE(read(example_)) << "the caller holds nothing";
}

TEST_F(WireShapeTest, FindsAChunkInFrontOfOthers) {
  const std::string chunk = chunk_with("more");
  EXPECT_EQ(shape_.read_front(chunk + "\n\ndata: ", "\n\n", chunk_), chunk.size());
  EXPECT_TRUE(chunk_.repeats);
  EXPECT_EQ(chunk_.material.answer_bytes, 4U);
  const WireEvent before = chunk_;
  for (const std::string& text : {chunk, chunk + "\n", chunk + "\r\n\r\n", chunk + " \n\n",
                                  std::string("\n\n"), chunk_with("\n") + "\n\n"}) {
    EXPECT_EQ(shape_.read_front(text, "\n\n", chunk_), 0U) << text;
    EXPECT_EQ(chunk_.material.answer_bytes, before.material.answer_bytes) << text;
  }
  chunk_ = WireEvent{};
  EXPECT_EQ(shape_.read_front(chunk + "\n\n", "\n\n", chunk_), 0U) << "the caller holds nothing";
}

TEST_F(WireShapeTest, DoesNotLookForChunksOfSeveralLinesInFront) {
  example_.insert(1, "\n");
  learn(1);
  ASSERT_TRUE(read(example_));
  EXPECT_EQ(shape_.read_front(example_ + "\n\n", "\n\n", chunk_), 0U);
}

TEST_F(WireShapeTest, TellsAReplyFromAChunk) { EXPECT_FALSE(shape_.read(example_, false, chunk_)); }

TEST_F(WireShapeTest, LeavesEverythingElseToTheWalk) {
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

TEST_F(WireShapeTest, ReadsNoByteBehindTheText) {
  const std::string whole = chunk_with("some text");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto exact = std::make_unique<char[]>(size);
    std::copy_n(whole.begin(), size, exact.get());
    EXPECT_FALSE(read({exact.get(), size})) << size;
  }
}

TEST_F(WireShapeTest, KnowsNothingUntilItIsComplete) {
  ASSERT_TRUE(read(example_));
  shape_.start(example_, true);
  EXPECT_FALSE(read(example_)) << "the shape before is forgotten";
  learn(1);
  EXPECT_TRUE(read(example_));
}

TEST_F(WireShapeTest, DoesNotLearnWhatIsNotWorthIt) {
  for (const std::size_t texts : {std::size_t{0}, WireShape::kMostValues + 1, std::size_t{1000}}) {
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

TEST(WireShape, IsWhatTheParserReadsConsecutiveChunksBy) {
  const std::unique_ptr<Wire> parser = make_chat_wire();
  WireEvent event;
  ASSERT_TRUE(parser->read(chunk_with("one"), true, event));
  EXPECT_FALSE(event.repeats);
  const std::string_view walked_id = event.id;
  ASSERT_TRUE(parser->read(chunk_with("four"), true, event));
  EXPECT_TRUE(event.repeats);
  EXPECT_EQ(static_cast<const void*>(event.id.data()), walked_id.data()) << "of the example";
  EXPECT_EQ(event.material.answer_bytes, 4U);
}

TEST(WireShape, StepsOverTheNumberThatCountsTheEvents) {
  const auto event = [](std::string_view number, std::string_view text) {
    return fmt::format(
        R"({{"type":"response.output_text.delta","sequence_number":{},"item_id":"msg_1","delta":"{}"}})",
        number, text);
  };
  WireShape shape;
  const std::string example = event("9", "one");
  shape.start(example, true);
  shape.add_number(std::string_view(example).substr(example.find(":9") + 1, 1));
  shape.add(DeltaText::kAnswer, std::string_view(example).substr(example.find("one"), 3));
  WireEvent out;
  shape.complete(out);
  for (const std::string_view number : {"10", "0", "12345678901234567890", "-1", "1.5", "1e3"}) {
    ASSERT_TRUE(shape.read(event(number, "four"), true, out)) << number;
    EXPECT_EQ(out.material.answer_bytes, 4U);
  }
  for (const std::string_view number : {"", "01", "-", "1.", ".5", "\"1\"", "null", "1x", " 1"}) {
    EXPECT_FALSE(shape.read(event(number, "four"), true, out)) << number;
  }
}

class WireShapeOfWire : public testing::TestWithParam<RecordedWire> {};

TEST_P(WireShapeOfWire, SaysOfEveryRecordedChunkWhatTheWalkSays) {
  for (const RecordedStream& row : GetParam().streams) {
    Held held{GetParam().make()};
    for (const std::string& json : events_of(GetParam(), row)) {
      const std::string expected = walked(GetParam(), json);
      EXPECT_EQ(held.read(json), expected) << row.name << ": " << json;
      EXPECT_EQ(held.read(json), expected) << row.name << " again: " << json;
    }
  }
}

TEST_P(WireShapeOfWire, SaysOfSeededMutationsWhatTheWalkSays) {
  core::Rng rng(20260201, GetParam().name);
  for (const RecordedStream& row : GetParam().streams) {
    const std::vector<std::string> events = events_of(GetParam(), row);
    if (events.empty()) continue;
    Held held{GetParam().make()};
    for (int round = 0; round < 200; ++round) {
      const std::string& base = events[rng.below(events.size())];
      held.read(base);
      const std::string json = mutated(base, rng);
      ASSERT_EQ(held.read(json), walked(GetParam(), json)) << row.name << ": " << json;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Wires, WireShapeOfWire, testing::ValuesIn(recorded_wires()),
                         [](const auto& wire) { return std::string(wire.param.name); });

}  // namespace
}  // namespace orbench::protocol
