#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct MistakeRow {
  const char* why;
  std::string load;
  std::string said;
};

std::string with_rate(const std::string& rate) {
  return R"({"arrivals": "poisson", "rate_rps": )" + rate + "}";
}
std::string ramp(const std::string& from, const std::string& to, const std::string& over) {
  return with_rate(R"({"shape": "ramp", "from": )" + from + R"(, "to": )" + to + R"(, "over_s": )" +
                   over + "}");
}
std::string steps(const std::string& list) {
  return with_rate(R"({"shape": "steps", "steps": )" + list + "}");
}

std::string many_steps() {
  std::string list;
  for (int i = 0; i < 1001; ++i) list += R"({"rate_rps": 1, "for_s": 1},)";
  list.back() = ']';
  return "[" + list;
}

TEST(ReadLoad, ExplainsEachMistake) {
  const std::vector<MistakeRow> rows = {
      {"no rate", R"({"arrivals": "poisson"})", "\"rate_rps\" is missing"},
      {"a rate of nothing", with_rate("0"), "over 0"},
      {"a negative rate", with_rate("-3"), "over 0"},
      {"a rate that no machine sends", with_rate("1e18"), "at most 1000000"},
      {"a rate in words", with_rate("\"20\""), "the string \"20\""},
      {"a shape without a name", with_rate("{}"), "\"shape\" is missing"},
      {"a mistyped shape", with_rate(R"({"shape": "rampe", "from": 1})"), "did you mean \"ramp\""},
      {"a shape nobody knows", with_rate(R"({"shape": "circle"})"), "known: constant, ramp, steps"},
      {"a key of another shape", with_rate(R"({"shape": "constant", "rate_rps": 1, "from": 2})"),
       "unknown key \"from\""},
      {"a ramp without its end", with_rate(R"({"shape": "ramp", "from": 1, "over_s": 9})"),
       "\"to\" is missing"},
      {"a ramp from below zero", ramp("-1", "5", "10"), "\"from\" must be a number from 0"},
      {"a ramp to beyond reason", ramp("1", "1e18", "10"), "\"to\" must be a number from 0"},
      {"a ramp in no time", ramp("1", "5", "0"), "\"over_s\" must be a number over 0"},
      {"a ramp of nothing", ramp("0", "0", "10"), "sends nothing"},
      {"no steps", with_rate(R"({"shape": "steps"})"), "\"steps\" is missing"},
      {"an empty list of steps", steps("[]"), "send nothing"},
      {"steps that only pause", steps(R"([{"rate_rps": 0, "for_s": 5}])"), "send nothing"},
      {"a step of no time", steps(R"([{"rate_rps": 1, "for_s": 0}])"), "\"for_s\" must be"},
      {"a step that is none", steps("[7]"), "must be an object, found 7"},
      {"steps that are no list", steps("7"), "\"steps\" must be an array"},
      {"a mistyped key of a step", steps(R"([{"rate_rps": 1, "for_s": 1, "fro_s": 1}])"),
       "unknown key \"fro_s\""},
      {"more steps than anybody writes", steps(many_steps()), "1001 steps"},
      {"no slots", R"({"arrivals": "closed", "concurrency": 0})", "\"concurrency\" must be"},
      {"half a slot", R"({"arrivals": "closed", "concurrency": 1.5})", "whole number"},
      {"a million slots", R"({"arrivals": "closed", "concurrency": 1000000})", "to 100000"},
      {"to think backwards", R"({"arrivals": "closed", "think_time_ms": -1})", "think_time_ms"},
      {"a rate for a closed loop", R"({"arrivals": "closed", "rate_rps": 5})",
       "belongs to an open loop"},
      {"slots for an open loop", R"({"arrivals": "constant", "rate_rps": 5, "concurrency": 3})",
       "max_in_flight"},
      {"a pause for an open loop", R"({"arrivals": "gamma", "rate_rps": 5, "think_time_ms": 3})",
       "belongs to \"arrivals\": \"closed\""},
      {"no burstiness at all", R"({"arrivals": "gamma", "rate_rps": 5, "burstiness": 0})",
       "\"burstiness\" must be"},
      {"a replay of nothing", R"({"arrivals": "replay"})", "\"file\" is missing"},
      {"a replay of a file that is not there", R"({"arrivals": "replay", "file": "no/such.jsonl"})",
       "there is no file \"no/such.jsonl\""},
      {"a sine below zero",
       with_rate(R"({"shape": "sine", "mean": 5, "amplitude": 6, "period_s": 9})"), "below zero"},
      {"a sine of no period", with_rate(R"({"shape": "sine", "mean": 5, "amplitude": 1})"),
       "\"period_s\" is missing"},
      {"a spike without a peak",
       with_rate(R"({"shape": "spike", "base": 5, "at_s": 1, "for_s": 1})"), "\"peak\" is missing"},
      {"a pause of no known kind", R"({"think_time_ms": {"distribution": "normal", "value": 5}})",
       "distribution"},
      {"a pause with a figure missing", R"({"think_time_ms": {"distribution": "lognormal",
       "median": 5}})",
       "\"sigma\" is missing"},
      {"a pause that ends before it begins",
       R"({"think_time_ms": {"distribution": "uniform", "from": 5, "to": 4}})", "less than"},
      {"a key nobody knows", R"({"arrivals": "closed", "concurency": 3})",
       "did you mean \"concurrency\""},
  };
  for (const MistakeRow& row : rows) {
    const ReadLoad out = read_load(row.load);
    EXPECT_THAT(out.errors, SizeIs(1)) << row.why;
    EXPECT_THAT(out.errors, Contains(HasSubstr(row.said))) << row.why;
    EXPECT_THAT(out.errors, Contains(HasSubstr("load.json:1:"))) << row.why;
    EXPECT_NE(out.plan, nullptr) << row.why << ": reading goes on";
  }
}

TEST(ReadLoad, RefusesAProcessThatItDoesNotKnow) {
  const ReadLoad out = read_load(R"({"arrivals": "poison"})");
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_THAT(out.errors, Contains(HasSubstr("did you mean \"poisson\"")));
  EXPECT_EQ(out.plan, nullptr);
}

TEST(ReadLoad, ListsWhatThereIs) {
  std::vector<std::string> names;
  for (const ArrivalInfo& info : list_arrivals()) {
    EXPECT_FALSE(info.what.empty());
    names.push_back(info.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"closed", "constant", "poisson", "gamma", "replay"}));
  names.clear();
  for (const CurveInfo& info : list_curves()) {
    EXPECT_FALSE(info.what.empty());
    names.push_back(info.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"constant", "ramp", "steps", "sine", "spike"}));
}

}  // namespace
}  // namespace orbench::load
