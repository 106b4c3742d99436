#include "harness/transport/read_stamps.h"

#include <array>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/transport/loopback_connection.h"

namespace orbench::transport {
namespace {

constexpr int kPatienceMs = 60'000;

TEST(ReadStamps, StampsWhatCameAfterTheLookAsWellAsWhatMadeTheSocketReady) {
  StampKeeper keeper = StampKeeper::start();
  if (!keeper.works()) GTEST_SKIP() << "this system has no receive stamps";
  const core::MonotonicClock clock;
  ReadStamps stamps(clock, std::move(keeper));
  const LoopbackConnection connection;
  stamps.prepare(connection.client());
  CURL* const easy = &stamps;  // whoever it is

  const core::Duration before = clock.now();
  ASSERT_TRUE(connection.answer("x"));
  ASSERT_TRUE(connection.readable(kPatienceMs));
  const core::Duration after = clock.now();
  for (const core::Duration looked : {before - std::chrono::milliseconds{1}, after}) {
    stamps.begin_read(easy, connection.client(), looked);
    const core::Duration at = stamps.of(easy);
    EXPECT_GE(at, before);
    EXPECT_LE(at, after);
  }
  EXPECT_EQ(stamps.counts().kernel, 2U);
  EXPECT_EQ(stamps.counts().callback, 0U);
}

TEST(ReadStamps, GivesTheClockWhereTheKernelTellsNothing) {
  const core::MonotonicClock clock;
  ReadStamps stamps(clock, StampKeeper{});
  const LoopbackConnection connection;
  CURL* const easy = &stamps;
  stamps.begin_read(easy, connection.client(), clock.now());
  const core::Duration before = clock.now();
  const core::Duration at = stamps.of(easy);
  EXPECT_GE(at, before);
  EXPECT_EQ(stamps.of(easy), at) << "one call, one stamp";
  EXPECT_EQ(stamps.counts().kernel, 0U);
  EXPECT_EQ(stamps.counts().callback, 1U);
}

TEST(ReadStamps, StreamsOfOneConnectionAreLateByThoseThatWereHeardBefore) {
  constexpr core::Duration kHeldUp = std::chrono::milliseconds{3};
  constexpr core::Duration kLag = std::chrono::milliseconds{2};
  support::ManualClock clock;
  ReadStamps stamps(clock, StampKeeper{});
  std::array<char, 3> streams{};
  for (const core::Duration lag : {core::Duration{0}, kLag}) {
    const Reactor::Look look{clock.now(), lag};
    stamps.begin_read(streams.data(), -1, look.at);
    core::Duration late = lag;
    for (char& stream : streams) {
      EXPECT_EQ(stamps.of(&stream), clock.now());
      EXPECT_EQ(stamps.lateness(look), late);
      clock.advance(kHeldUp);
      EXPECT_EQ(stamps.lateness(look), late) << "what one read brought was late by one span";
      late += kHeldUp;
    }
  }
}

}  // namespace
}  // namespace orbench::transport
