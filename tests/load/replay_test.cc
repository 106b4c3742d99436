#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/load/arrival.h"
#include "harness/load/trace.h"
#include "tests/load/load_text.h"
#include "tests/support/temporary_folder.h"

namespace orbench::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Replay : public ::testing::Test {
 protected:
  std::string load(const std::string& trace, const std::string& keys = "") {
    return R"({"arrivals": "replay", "file": ")" + folder_.write("trace", trace) + "\"" + keys +
           "}";
  }
  core::Error error_of(const std::string& trace) {
    const auto read = read_trace(folder_.write("trace", trace), {});
    EXPECT_FALSE(read) << trace;
    return read ? core::Error{} : read.error();
  }
  support::TemporaryFolder folder_;
};

std::vector<core::Duration> starts(const std::vector<Arrival>& arrivals) {
  std::vector<core::Duration> times;
  for (const Arrival& a : arrivals) times.push_back(a.intended);
  return times;
}

TEST_F(Replay, SendsAtTheInstantsOfTheFileCountedFromTheFirst) {
  const auto plan = plan_of(load("# recorded\n100\n100.5\n\n101.25\r\n101.25"));
  const auto arrivals = arrivals_of(*plan->make(alone({seconds{0}, seconds{60}, {}})));
  EXPECT_THAT(starts(arrivals), ElementsAre(milliseconds{0}, milliseconds{500}, milliseconds{1250},
                                            milliseconds{1250}));
  EXPECT_EQ(arrivals.back().seq, 3U);
}

TEST_F(Replay, ReadsJsonLinesInTheirUnitAndAtTheSpeedAskedFor) {
  const auto plan = plan_of(load("{\"at\": 1000, \"size\": 3}\n{\"at\": 1500}\n",
                                 R"(, "field": "at", "unit": "ms", "speed": 2)"));
  EXPECT_THAT(starts(arrivals_of(*plan->make(alone({seconds{0}, {}, 10})))),
              ElementsAre(milliseconds{0}, milliseconds{250}));
  EXPECT_EQ(plan->describe(), "replay of 2 arrivals over 0.25 s, at 2 times the speed");
}

TEST_F(Replay, WarmsUpWithTheBeginningOfTheRecord) {
  const auto plan = plan_of(load("0\n1\n2\n3\n4\n5\n"));
  const StopRule stop{seconds{2}, seconds{3}, {}};
  const auto arrivals = arrivals_of(*plan->make(alone(stop)));
  ASSERT_EQ(arrivals.size(), 5U);
  EXPECT_EQ(arrivals[1], (Arrival{true, 1, seconds{1}}));
  EXPECT_EQ(arrivals[2], (Arrival{false, 0, seconds{2}}));
  EXPECT_EQ(plan->expected_arrivals(stop), 3);
  EXPECT_EQ(plan->offered_rps({seconds{0}, {}, 4}), 4.0 / 3);
  EXPECT_EQ(plan->expected_arrivals({seconds{0}, {}, 4}), 4);
  EXPECT_EQ(plan->offered_rps({seconds{9}, {}, 4}), std::nullopt) << "nothing is left then";
}

TEST_F(Replay, SharesTogetherSendTheRecord) {
  const auto plan = plan_of(load("0\n1\n2\n3\n4\n"));
  const StopRule stop{seconds{0}, {}, 100};
  const auto odd = arrivals_of(*plan->make({stop, 1, "chat", {1, 2}}));
  EXPECT_THAT(starts(odd), ElementsAre(seconds{1}, seconds{3}));
}

TEST_F(Replay, NamesTheLineOfAMistake) {
  const struct {
    const char* why;
    std::string trace;
    const char* line;
    const char* said;
  } rows[] = {
      {"words", "0\n1\nsoon\n", ":3", "expected a number"},
      {"half a number", "0\n1x\n", ":2", "expected a number"},
      {"a number that is none", "0\nnan\n", ":2", "expected a number"},
      {"no number at all", "0\ninf\n", ":2", "expected a number"},
      {"JSON without the field", "{\"time\": 3}\n", ":1", "\"timestamp\""},
      {"JSON with words in it", "{\"timestamp\": \"3\"}\n", ":1", "\"timestamp\""},
      {"JSON cut short", "{\"timestamp\": 3", ":1", "expected a number"},
      {"time that runs back", "5\n4\n", ":2", "earlier"},
      {"an empty file", "# nothing\n\n", ":2", "no instant"},
      {"a line that never ends", std::string(kMaxTraceLine + 1, '1'), ":1", "longer"},
  };
  for (const auto& row : rows) {
    const core::Error error = error_of(row.trace);
    EXPECT_THAT(error.message, HasSubstr(row.said)) << row.why;
    EXPECT_TRUE(error.where.ends_with(row.line)) << row.why << ": " << error.where;
  }
  EXPECT_THAT(read_load(load("5\n4\n")).errors, Contains(HasSubstr("trace:2: ")));
}

TEST_F(Replay, RefusesWhatIsNoFileAndKeysThatAreNotItsOwn) {
  EXPECT_FALSE(read_trace(folder_.path().string(), {}));
  EXPECT_THAT(read_load(load("0\n", R"(, "rate_rps": 5)")).errors,
              ElementsAre(HasSubstr("that of its file")));
  EXPECT_THAT(read_load(load("0\n", R"(, "concurrency": 5)")).errors,
              ElementsAre(HasSubstr("max_in_flight")));
  EXPECT_THAT(read_load(load("0\n", R"(, "speed": 0)")).errors,
              ElementsAre(HasSubstr("\"speed\" must be")));
}

}  // namespace
}  // namespace orbench::load
