#include "harness/cli/live_view.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

run::Progress busy() {
  run::Progress progress;
  progress.elapsed = std::chrono::seconds{6};
  progress.ended = 12345;
  progress.in_flight = 200;
  progress.errors = 12;
  progress.queued = 3;
  progress.spent = core::Usd::from_dollars(0.0123);
  for (int i = 0; i < 100; ++i) progress.ttft.record(42000);
  return progress;
}

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

const RunOutlook kHalfDone{"quickstart", std::chrono::seconds{12}, std::nullopt};

TEST(LiveLines, NeverReachTheLastColumnOfAnyTerminal) {
  const run::Progress progress = busy();
  for (int width = 20; width <= 200; ++width) {
    const LiveLines lines = draw_live_lines(kHalfDone, {progress, 987.6, false, width, false});
    EXPECT_LT(columns_of(lines.bar), std::max(width, 21)) << width;
    EXPECT_LT(columns_of(lines.figures), std::max(width, 21)) << width;
  }
}

TEST(LiveLines, ShowWhatMattersOnEightyColumns) {
  const run::Progress progress = busy();
  const LiveLines lines = draw_live_lines(kHalfDone, {progress, 98.7, false, 80, false});
  EXPECT_THAT(lines.bar, HasSubstr("50 %  6 s left"));
  for (const char* part :
       {"in flight 200", "rate 98.7/s", "ttft p50 42 ms p95 42 ms", "errors 12", "spent $0.0123"}) {
    EXPECT_THAT(lines.figures, HasSubstr(part));
  }
}

TEST(LiveLines, CarryColourOnlyWhenAsked) {
  const run::Progress progress = busy();
  const LiveLines plain = draw_live_lines(kHalfDone, {progress, 1, false, 120, false});
  EXPECT_THAT(plain.bar + plain.figures, Not(HasSubstr("\x1b")));
  const LiveLines painted = draw_live_lines(kHalfDone, {progress, 1, false, 120, true});
  EXPECT_THAT(painted.figures, HasSubstr("\x1b[31merrors 12"));
}

TEST(LiveLines, SayThatARunDrains) {
  const run::Progress progress = busy();
  EXPECT_THAT(draw_live_lines(kHalfDone, {progress, 1, true, 80, false}).bar,
              HasSubstr("draining"));
}

TEST(LiveLines, SayWhereASearchIs) {
  run::Progress progress = busy();
  progress.searches = "bisect at 28.3 rps, 9 of 400 bad; 26 to 32 rps, 4 refused";
  const RunOutlook unknown{"n", std::nullopt, std::nullopt};
  EXPECT_EQ(draw_live_lines(unknown, {progress, 1, false, 80, false}).bar,
            "n  bisect at 28.3 rps, 9 of 400 bad; 26 to 32 rps, 4 refused  6 s");
  const LiveLines narrow = draw_live_lines(unknown, {progress, 1, false, 30, false});
  EXPECT_EQ(narrow.bar, "n  bisect at 28.3 rps, 9  6 s");
}

TEST(LiveLines, CountRequestsWhereTimeDoesNotStopTheRun) {
  run::Progress progress = busy();
  progress.ended = 250;
  const RunOutlook by_count{"n", std::nullopt, 1000.0};
  EXPECT_THAT(draw_live_lines(by_count, {progress, 1, false, 80, false}).bar,
              HasSubstr("25 %  18 s left"));
  const RunOutlook unknown{"n", std::nullopt, std::nullopt};
  EXPECT_THAT(draw_live_lines(unknown, {progress, 1, false, 80, false}).bar, HasSubstr("6 s"));
}

}  // namespace
}  // namespace orbench::cli
