#include <csignal>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

/// Interrupts a run that would take an hour; progress lines say when it is under way.
class Interrupted : public Orbench {
 protected:
  support::ProcessResult interrupt(const std::string& load, const std::vector<int>& signals,
                                   const std::vector<std::string>& extra = {}) {
    const std::string file = write("s.json", scenario(load, R"("stream":true,)"));
    std::vector<std::string> arguments = {
        ORBENCH_BINARY, "run",     file,
        "--out",        path("r"), "--progress",
        "json",         "--set",   "target.mock.config=paced.json"};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    support::ProcessOptions options;
    options.working_directory = path("");
    support::ChildProcess child(arguments, options);
    EXPECT_TRUE(child.wait_for_err("\"in_flight\":2"));
    for (std::size_t i = 0; i < signals.size(); ++i) {
      child.signal(signals[i]);
      if (i == 0) {
        EXPECT_TRUE(child.wait_for_err("\"draining\":true"));
      }
    }
    return child.wait();
  }
};

constexpr const char* kLong = R"({"arrivals":"closed","concurrency":2,"duration_s":3600})";

TEST_F(Interrupted, OnceDrainsAndReports) {
  const auto done = interrupt(kLong, {SIGINT});
  EXPECT_EQ(done.exit_code, 130) << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["verdict"]["status"], "partial");
  EXPECT_EQ(result["run"]["partial"], true);
  EXPECT_EQ(result["run"]["stopped_by"], "signal");
  EXPECT_GT(result["totals"]["ok"], 0);
  EXPECT_EQ(result["totals"]["outcomes"].value("cancelled", 0), 0)
      << "what was open ended by itself";
  expect_counters_add_up(result, samples("r"));
  EXPECT_THAT(done.out, HasSubstr("partial"));
}

TEST_F(Interrupted, ByTerminationIsTheSameWithItsOwnCode) {
  EXPECT_EQ(interrupt(kLong, {SIGTERM}).exit_code, 143);
  EXPECT_EQ(summary("r")["verdict"]["status"], "partial");
}

TEST_F(Interrupted, TwiceAbandonsAndStillReports) {
  // Every request hangs, so a drain alone would wait for the time-outs. That nothing succeeded
  // comes before the signal in the precedence of exit codes.
  const auto done =
      interrupt(kLong, {SIGINT, SIGINT}, {"--set", R"(target.mock.faults=["stall_mid_stream"])"});
  EXPECT_EQ(done.exit_code, 3) << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["outcomes"]["cancelled"], 2);
  expect_counters_add_up(result, samples("r"));
}

TEST_F(Interrupted, CutsWhatIsOpenWhenTheGraceIsOver) {
  const auto done = interrupt(
      kLong, {SIGINT},
      {"--set", R"(target.mock.faults=["stall_mid_stream"])", "--set", "graceful_stop_s=0.2"});
  EXPECT_EQ(done.exit_code, 3) << done.err;
  EXPECT_EQ(summary("r")["totals"]["outcomes"]["cancelled"], 2);
}

}  // namespace
}  // namespace orbench::e2e
