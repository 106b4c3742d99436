#include "harness/protocol/token_timeline.h"

#include <gtest/gtest.h>

#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

constexpr EventMaterial kThought = {5, 0, true, false};
constexpr EventMaterial kAnswer = {0, 3, false, true};
constexpr EventMaterial kNothing = {};

TEST(TokenTimeline, StampsEachFirstAndTheLastWithItsRead) {
  TokenTimeline times;
  times.begin_read(at_ms(1));
  times.on_comment();
  times.begin_read(at_ms(2));
  times.on_event();
  times.on_material(kNothing);
  times.begin_read(at_ms(3));
  times.on_event();
  times.on_material(kThought);
  times.begin_read(at_ms(4));
  times.on_event();
  times.on_material(kAnswer);
  times.begin_read(at_ms(5));
  times.on_event();
  times.on_material(kAnswer);
  times.begin_read(at_ms(6));
  times.on_usage();
  times.begin_read(at_ms(7));
  times.on_done();
  times.on_comment();

  EXPECT_EQ(times.first_comment, at_ms(1));
  EXPECT_EQ(times.first_event, at_ms(2));
  EXPECT_EQ(times.first_reasoning, at_ms(3));
  EXPECT_EQ(times.first_answer, at_ms(4));
  EXPECT_EQ(times.last_token, at_ms(5));
  EXPECT_EQ(times.usage, at_ms(6));
  EXPECT_EQ(times.done, at_ms(7));
  EXPECT_EQ(times.comments, 2U);
  EXPECT_EQ(times.events, 4U);
  EXPECT_EQ(times.token_events, 3U);
  EXPECT_EQ(times.token_reads, 3U);
  EXPECT_EQ(times.coalesced, 0U);
}

TEST(TokenTimeline, CountsEventsThatShareARead) {
  TokenTimeline times;
  times.begin_read(at_ms(1));
  EXPECT_FALSE(times.read_had_token());
  for (int i = 0; i < 3; ++i) times.on_material(kAnswer);
  EXPECT_TRUE(times.read_had_token());
  times.begin_read(at_ms(2));
  EXPECT_FALSE(times.read_had_token());
  times.on_material(kAnswer);
  EXPECT_EQ(times.token_events, 4U);
  EXPECT_EQ(times.token_reads, 2U);
  EXPECT_EQ(times.coalesced, 2U);
}

TEST(TokenTimeline, TakesPiecesWithOneStampForOneRead) {
  TokenTimeline times;
  times.begin_read(at_ms(1));
  times.on_material(kAnswer);
  times.begin_read(at_ms(1));
  times.on_material(kAnswer);
  EXPECT_TRUE(times.read_had_token());
  EXPECT_EQ(times.token_reads, 1U);
  EXPECT_EQ(times.coalesced, 1U);
  EXPECT_EQ(times.first_read_bytes, 6U) << "the gap between the two is unknown, not zero";
  times.begin_read(at_ms(2));
  times.on_material(kAnswer);
  EXPECT_EQ(times.token_reads, 2U);
  EXPECT_EQ(times.first_read_bytes, 6U);
}

TEST(TokenTimeline, KeepsTheBytesOfTheFirstReadsApart) {
  TokenTimeline times;
  times.begin_read(at_ms(1));
  times.on_material(kThought);
  times.on_material(kThought);
  times.begin_read(at_ms(2));
  times.on_material(kThought);
  times.on_material(kAnswer);
  times.on_material(kAnswer);
  times.begin_read(at_ms(3));
  times.on_material(kAnswer);
  EXPECT_EQ(times.token_bytes, 24U);
  EXPECT_EQ(times.first_read_bytes, 10U);
  EXPECT_EQ(times.answer_bytes, 9U);
  EXPECT_EQ(times.answer_first_read_bytes, 6U);
}

TEST(TokenTimeline, CountsAFirstEventWithoutTextAsTheFirstRead) {
  TokenTimeline times;
  times.begin_read(at_ms(1));
  times.on_material({0, 0, true, false});  // encrypted thinking
  times.begin_read(at_ms(2));
  times.on_material(kAnswer);
  EXPECT_EQ(times.first_reasoning, at_ms(1));
  EXPECT_EQ(times.first_read_bytes, 0U);
  EXPECT_EQ(times.answer_first_read_bytes, 3U);
}

TEST(TokenTimeline, StartsAnewOnReset) {
  TokenTimeline times;
  times.begin_read(at_ms(1));
  times.on_material(kAnswer);
  times.reset();
  EXPECT_FALSE(times.first_answer.is_set());
  EXPECT_EQ(times.token_events, 0U);
  EXPECT_FALSE(times.read_had_token());
}

}  // namespace
}  // namespace orbench::protocol
