#include "harness/run/in_flight.h"

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using std::chrono::seconds;

class NobodyElse final : public InFlightOwner {
 public:
  void queue_deadline(InFlight& /*request*/) override {}
  void finished(InFlight& /*request*/) override {}
  [[nodiscard]] bool read_was_late() const override { return false; }
};

/// One slot, which hears heads.
class InFlightTest : public ::testing::Test {
 protected:
  void begin(bool tells_time) {
    InFlight::Start start{due_, {}, {}};
    start.timeouts = &timeouts_;
    start.tells_time = tells_time;
    request_.begin(start);
    request_.on_sent(seconds{1});
  }

  NobodyElse owner_;
  Due due_;
  scenario::Timeouts timeouts_;
  InFlight request_{owner_, 0, *protocol::find_endpoint("chat")};
};

TEST_F(InFlightTest, KeepsWhatAHeadSaysOfLimitsUntilItsSlotIsUsedAgain) {
  begin(false);
  core::ResponseHead head;
  head.status = 429;
  head.has_rate_limit = true;
  head.rate_limit = {20, 0, std::nullopt};
  request_.on_head(seconds{2}, head);
  EXPECT_EQ(request_.advice().rate_limit, head.rate_limit);
  EXPECT_FALSE(request_.retry_after());

  head.retry_after = "3";
  request_.on_head(seconds{2}, head);
  EXPECT_EQ(request_.retry_after(), seconds{3});

  begin(false);
  EXPECT_EQ(request_.advice().rate_limit, core::RateLimitHeaders{});
  EXPECT_FALSE(request_.retry_after());
}

TEST_F(InFlightTest, ForgetsTheLimitsThatTheNextHeadOfTheSameRequestDoesNotName) {
  begin(false);
  core::ResponseHead head;
  head.has_rate_limit = true;
  head.rate_limit = {20, std::nullopt, std::nullopt};
  request_.on_head(seconds{2}, head);
  request_.on_head(seconds{3}, {});
  EXPECT_EQ(request_.advice().rate_limit, core::RateLimitHeaders{});
}

TEST_F(InFlightTest, ReadsTheServersClockOnlyForThoseWhoAsk) {
  core::ResponseHead head;
  head.date = "Thu, 01 Jan 1970 00:01:00 GMT";
  for (const bool tells_time : {false, true}) {
    begin(tells_time);
    request_.on_head(seconds{2}, head);
    EXPECT_EQ(request_.advice().server_date, tells_time ? std::optional(60.0) : std::nullopt);
  }
}

}  // namespace
}  // namespace orbench::run
