#include "harness/transport/read_batch.h"

#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

using namespace std::chrono_literals;
using core::Duration;

/// One look-back's worth of reads on `open` streams.
struct Look {
  std::uint64_t reads = 0;
  std::size_t open = 0;
};

class ReadBatchTest : public ::testing::Test {
 protected:
  ReadBatchTest() { batch_.review(now_, 0, 0); }

  /// All transfers of it were sent before.
  void look(const Look& look) {
    now_ += ReadBatch::kLookBack;
    reads_ += look.reads;
    batch_.review(now_, reads_, look.open);
  }
  void exchange(int times) {
    for (int i = 0; i < times; ++i) {
      batch_.note_start();
      batch_.note_sent();
      batch_.note_end(true);
    }
  }

  ReadBatch batch_{500us};
  Duration now_{1s};
  std::uint64_t reads_ = 0;
};

TEST_F(ReadBatchTest, RestsWhereManyStreamsRun) {
  EXPECT_EQ(batch_.rest(), 0us);
  look({.reads = 500, .open = 1000});  // 50,000 a second, each stream's chunks 20 ms apart
  EXPECT_EQ(batch_.rest(), 500us);
}

TEST_F(ReadBatchTest, StaysFarBelowTheGapOfAStream) {
  look({.reads = 200, .open = 40});  // chunks 2 ms apart
  EXPECT_EQ(batch_.rest(), 200us);
}

TEST_F(ReadBatchTest, DoesNotRestForASingleRead) {
  look({.reads = 30, .open = 1000});  // one in 333 us
  EXPECT_EQ(batch_.rest(), 0us);
  look({.reads = 500, .open = 5});  // chunks 100 us apart: two would share a read
  EXPECT_EQ(batch_.rest(), 0us);
}

TEST_F(ReadBatchTest, DoesNotRestWhileRequestsAreAnsweredWhole) {
  exchange(100);
  look({.reads = 500, .open = 1000});
  EXPECT_EQ(batch_.rest(), 0us);
  look({.reads = 500, .open = 1000});  // no further exchange since
  EXPECT_EQ(batch_.rest(), 500us);
}

TEST_F(ReadBatchTest, DoesNotRestWhileAConnectionIsMade) {
  look({.reads = 500, .open = 1000});
  batch_.note_start();
  EXPECT_EQ(batch_.rest(), 0us);
  batch_.note_sent();
  EXPECT_EQ(batch_.rest(), 500us);
  batch_.note_start();
  batch_.note_end(/*sent=*/false);  // refused
  EXPECT_EQ(batch_.rest(), 500us);
}

TEST_F(ReadBatchTest, ForgetsTheLastLook) {
  look({.reads = 500, .open = 1000});
  look({.reads = 0, .open = 1000});
  EXPECT_EQ(batch_.rest(), 0us);
}

TEST(ReadBatch, NeverRestsWhenTold) {
  ReadBatch batch(Duration::zero());
  batch.review(1s, 100000, 1000);
  batch.review(2s, 200000, 1000);
  EXPECT_EQ(batch.rest(), 0us);
}

}  // namespace
}  // namespace orbench::transport
