#include "harness/transport/read_stamps.h"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/manual_clock.h"
#include "tests/transport/loopback_connection.h"

namespace orbench::transport {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
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
  /// The stamp of the byte that lies in the socket, for a loop that reads at `now`.
  core::Duration read(core::Duration now) {
    stamps_->begin_read(easy_.get(), connection_.client(), now, {});
    return stamps_->take_all(easy_.get(), 1);
  }
  /// So many bytes, and between which instants the other end wrote them.
  struct Written {
    std::size_t bytes;
    core::Duration from;
    core::Duration to;
  };
  std::vector<Written> write(const LoopbackConnection& connection,
                             const std::vector<std::size_t>& parts) {
    std::vector<Written> written;
    std::size_t unread = 0;
    for (const std::size_t bytes : parts) {
      const core::Duration from = clock_.now();
      EXPECT_TRUE(connection.answer(std::string(bytes, 'x')));
      connection.await(static_cast<int>(unread += bytes));
      written.push_back({bytes, from, clock_.now()});
    }
    return written;
  }

  /// For a loop that comes late.
  void read_late(const LoopbackConnection& connection) {
    stamps_->begin_read(easy_.get(), connection.client(),
                        clock_.now() + 2 * ReadStamps::kOneStampWithin, {});
  }

  /// Three segments in one late read. False where the kernel has merged some: these have the newest
  /// one's stamp.
  bool tells_three_apart() {
    const LoopbackConnection connection;
    stamps_->prepare(connection.client());
    const std::vector<Written> written = write(connection, {3, 600, 40});
    read_late(connection);
    const core::Duration first = stamps_->take_all(easy_.get(), 3);
    const core::Duration second = stamps_->take_all(easy_.get(), 600);
    const core::Duration third = stamps_->take_all(easy_.get(), 40);
    const core::Duration came_since = stamps_->take_all(easy_.get(), 1);
    EXPECT_THAT(first, AllOf(Ge(written[0].from), Le(written[2].to)));
    EXPECT_THAT(second, AllOf(Ge(written[1].from), Le(written[2].to)));
    EXPECT_THAT(third, AllOf(Ge(written[2].from), Le(written[2].to)));
    EXPECT_EQ(came_since, third);
    return first <= written[0].to && second <= written[1].to;
  }

  struct Deleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  core::MonotonicClock clock_;
  LoopbackConnection connection_;
  std::unique_ptr<CURL, Deleter> easy_{curl_easy_init()};
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

TEST_F(KernelStamps, OfBytesThatWaitedAreThoseOfTheirSegments) {
  int told_apart = 0;
  for (int i = 0; i < 20; ++i) told_apart += tells_three_apart() ? 1 : 0;
  EXPECT_GT(told_apart, 0);
  EXPECT_EQ(stamps_->counts().kernel, 20U);
  EXPECT_EQ(stamps_->counts().callback, 0U);
}

TEST_F(KernelStamps, OfWhatCameBeforeTheRequestLeftAreNotItsAnswers) {
  write(connection_, {1});
  const core::Duration sent = clock_.now();
  stamps_->begin_read(easy_.get(), connection_.client(), sent, {});
  const core::Duration at = stamps_->take_all(easy_.get(), 1, sent);
  EXPECT_GE(at, sent);
  EXPECT_EQ(stamps_->heard_at(easy_.get()), at);
}

class Waits final : public LateReadListener {
 public:
  void on_late_read(core::Duration waited) override { all.push_back(waited); }
  std::vector<core::Duration> all;
};

TEST_F(KernelStamps, TellHowLongBytesHaveWaited) {
  const std::vector<Written> written = write(connection_, {1});
  Waits waits;
  stamps_->tell_late_reads(&waits);
  const core::Duration late = written[0].to + 2 * Transport::kPromptRead;
  stamps_->begin_read(easy_.get(), connection_.client(), written[0].to, {});
  EXPECT_TRUE(waits.all.empty()) << "whatever the loop knew";
  stamps_->begin_read(easy_.get(), connection_.client(), late, {});
  stamps_->tell_late_reads(nullptr);
  stamps_->begin_read(easy_.get(), connection_.client(), late, {});
  ASSERT_EQ(waits.all.size(), 1U);
  EXPECT_EQ(waits.all[0], late - stamps_->take_all(easy_.get(), 1));
}

TEST(ReadStamps, OfTheClockAreAsLateAsTheLoopKnew) {
  const support::ManualClock clock(std::chrono::seconds{1});
  ReadStamps stamps(clock, StampKeeper{});
  Waits waits;
  stamps.tell_late_reads(&waits);
  std::array<char, 2> streams{};
  const auto read = [&](core::Duration known_for) {
    stamps.begin_read(streams.data(), -1, clock.now(), clock.now() - known_for);
    for (char& stream : streams) EXPECT_EQ(stamps.take_all(&stream, 1), clock.now());
  };
  read(Transport::kPromptRead);
  EXPECT_TRUE(waits.all.empty());
  read(3 * Transport::kPromptRead);
  EXPECT_THAT(waits.all, ElementsAre(3 * Transport::kPromptRead, 3 * Transport::kPromptRead))
      << "each stream of a connection counts as a read";
}

TEST(ReadStamps, OfTheClockAreNotLateWhereNobodyKnewThatThereWasSomethingToRead) {
  const support::ManualClock clock(std::chrono::seconds{1});
  ReadStamps stamps(clock, StampKeeper{});
  Waits waits;
  stamps.tell_late_reads(&waits);
  CURL* const easy = &stamps;
  stamps.begin_read(easy, -1, clock.now(), {});
  stamps.begin_other();
  EXPECT_EQ(stamps.take_all(easy, 1), clock.now());
  EXPECT_TRUE(waits.all.empty());
}

TEST_F(KernelStamps, OfMoreSegmentsThanAreToldApartAreNotEarly) {
  // Any more would wait for an acknowledgement.
  const std::vector<Written> written =
      write(connection_, std::vector<std::size_t>(Segment::kMost + 2, 10));
  read_late(connection_);
  for (const Written& part : written) {
    EXPECT_GE(stamps_->take_all(easy_.get(), part.bytes), part.from);
  }
}

TEST(ReadStamps, AreTheClocksWhereTheKernelTellsNothing) {
  const core::MonotonicClock clock;
  ReadStamps stamps(clock, StampKeeper{});
  const LoopbackConnection connection;
  CURL* const easy = &stamps;
  stamps.begin_read(easy, connection.client(), clock.now(), {});
  const core::Duration before = clock.now();
  const core::Duration at = stamps.take_all(easy, 1);
  EXPECT_GE(at, before);
  EXPECT_EQ(stamps.take_all(easy, 1), at) << "one call, one stamp";
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
  stamps.begin_read(streams.data(), -1, look.at, look.at - kLag);
  core::Duration late = kLag;
  for (char& stream : streams) {
    EXPECT_EQ(stamps.take_all(&stream, 1), clock.now());
    EXPECT_EQ(stamps.lateness(look), late);
    clock.advance(kHeldUp);
    EXPECT_EQ(stamps.lateness(look), late) << "that of what was read, however long that takes";
    late += kHeldUp;
  }
}

}  // namespace
}  // namespace orbench::transport
