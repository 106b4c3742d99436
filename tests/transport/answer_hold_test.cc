#include "harness/transport/answer_hold.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "tests/transport/loopback_connection.h"

namespace orbench::transport {
namespace {

/// So many of the next requests are held, until one is not.
std::uint32_t held_in_a_row(AnswerHold& hold) {
  std::uint32_t held = 0;
  while (hold.wants_next()) ++held;
  return held;
}

TEST(AnswerHold, HoldsNothingWhereNoAnswerComesEarly) {
  AnswerHold hold;
  EXPECT_EQ(held_in_a_row(hold), 0U);
}

TEST(AnswerHold, HoldsTwiceAsLongWithEachFurtherEarlyAnswer) {
  AnswerHold hold;
  std::uint32_t expected = AnswerHold::kLeast;
  for (int i = 0; i < 20; ++i) {
    hold.note_early_answer();
    EXPECT_EQ(held_in_a_row(hold), expected);
    expected = std::min(2 * expected, AnswerHold::kMost);
  }
  EXPECT_EQ(expected, AnswerHold::kMost);
}

TEST(AnswerHold, BeginsAnewAfterManyRequestsWithoutAnEarlyAnswer) {
  AnswerHold hold;
  for (int i = 0; i < 3; ++i) {
    hold.note_early_answer();
    held_in_a_row(hold);
  }
  for (std::uint32_t i = 0; i < AnswerHold::kQuiet; ++i) EXPECT_FALSE(hold.wants_next());
  hold.note_early_answer();
  EXPECT_EQ(held_in_a_row(hold), AnswerHold::kLeast);
}

TEST(AnswerHold, KeepsAnAnswerFromSightUntilTheCallIsOver) {
  const LoopbackConnection connection;
  AnswerHold hold;
  hold.hold(connection.client());
  ASSERT_TRUE(connection.answer("x"));
  std::array<char, 1> byte{};
  const auto waits = [&] {
    return recv(connection.client(), byte.data(), byte.size(), MSG_PEEK | MSG_DONTWAIT) == 1;
  };
  while (!waits()) {
  }
  EXPECT_FALSE(connection.readable(0)) << "though it is there";
  hold.release();
  EXPECT_TRUE(connection.readable(60'000));
}

}  // namespace
}  // namespace orbench::transport
