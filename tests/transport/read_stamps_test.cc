#include "harness/transport/read_stamps.h"

#include <array>
#include <optional>
#include <utility>

#include <gmock/gmock.h>

#include "tests/support/manual_clock.h"
#include "tests/transport/loopback_connection.h"

namespace orbench::transport {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

constexpr int kPatienceMs = 60'000;

class KernelStamps : public ::testing::Test {
 protected:
  void SetUp() override {
    StampKeeper keeper = StampKeeper::start();
    if (!keeper.works()) GTEST_SKIP() << "this system has no receive stamps";
    stamps_.emplace(clock_, std::move(keeper));
    stamps_->prepare(connection_.client());
  }
  /// The stamp of what lies in the socket, for a loop that last looked at `looked`.
  core::Duration read(core::Duration looked) {
    CURL* const easy = this;  // whoever it is
    stamps_->begin_read(easy, connection_.client(), looked);
    return stamps_->of(easy);
  }

  core::MonotonicClock clock_;
  LoopbackConnection connection_;
  std::optional<ReadStamps> stamps_;
};

TEST_F(KernelStamps, AreOfWhatCameAfterTheLookAsWellAsOfWhatMadeTheSocketReady) {
  const core::Duration before = clock_.now();
  ASSERT_TRUE(connection_.answer("x") && connection_.readable(kPatienceMs));
  const core::Duration after = clock_.now();
  EXPECT_THAT(read(before - std::chrono::milliseconds{1}), AllOf(Ge(before), Le(after)));
  EXPECT_THAT(read(after), AllOf(Ge(before), Le(after)));
  EXPECT_EQ(stamps_->counts().kernel, 2U);
  EXPECT_EQ(stamps_->counts().callback, 0U);
}

TEST(ReadStamps, AreTheClocksWhereTheKernelTellsNothing) {
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

TEST(ReadStamps, OfStreamsOfOneConnectionAreLateByThoseThatWereHeardBefore) {
  constexpr core::Duration kHeldUp = std::chrono::milliseconds{3};
  constexpr core::Duration kLag = std::chrono::milliseconds{2};
  support::ManualClock clock;
  ReadStamps stamps(clock, StampKeeper{});
  const Reactor::Look look{clock.now(), kLag};
  std::array<char, 3> streams{};
  stamps.begin_read(streams.data(), -1, look.at);
  core::Duration late = kLag;
  for (char& stream : streams) {
    EXPECT_EQ(stamps.of(&stream), clock.now());
    EXPECT_EQ(stamps.lateness(look), late);
    clock.advance(kHeldUp);
    EXPECT_EQ(stamps.lateness(look), late) << "that of what was read, however long that takes";
    late += kHeldUp;
  }
}

}  // namespace
}  // namespace orbench::transport
