#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Commands : public Orbench {};

TEST_F(Commands, HelpAndVersionAreNoErrors) {
  EXPECT_EQ(orbench({"--help"}).exit_code, 0);
  for (const char* command :
       {"run", "init", "validate", "report", "compare", "baseline", "mock", "calibrate", "list"}) {
    const auto help = orbench({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_FALSE(help.out.empty()) << command;
  }
  const auto version = orbench({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, StartsWith("orbench "));
  EXPECT_THAT(version.out, HasSubstr("libcurl"));
}

TEST_F(Commands, ListNamesFirst) {
  const std::vector<std::pair<const char*, const char*>> topics = {
      {"endpoints", "chat"},   {"arrivals", "closed"}, {"curves", "constant"},
      {"checks", "threshold"}, {"formats", "json"},    {"faults", "status_400"},
      {"metrics", "ttft"}};
  for (const auto& [topic, first] : topics) {
    const auto listed = orbench({"list", topic});
    EXPECT_EQ(listed.exit_code, 0);
    EXPECT_THAT(listed.out, StartsWith(first)) << topic;
    const auto as_json = orbench({"list", topic, "--format", "json"});
    const json rows = json::parse(as_json.out, nullptr, false);
    ASSERT_TRUE(rows.is_array()) << topic;
    EXPECT_EQ(rows[0]["name"], first) << topic;
  }
}

TEST_F(Commands, InitWritesAScenarioThatIsValidAndRuns) {
  const auto made = orbench({"init", "chat", "-o", "chat.json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto valid = orbench({"validate", "chat.json"});
  EXPECT_EQ(valid.exit_code, 0) << valid.err;
  const auto done = run("r", {"chat.json", "--set", "workloads.0.load.duration_s=0.5", "--set",
                              "workloads.0.load.warmup_s=0"});
  EXPECT_NE(done.exit_code, 2) << done.err;
  EXPECT_GT(summary("r")["totals"]["ok"], 0);
  EXPECT_EQ(orbench({"init", "chat", "-o", "chat.json"}).exit_code, 2) << "never overwrites";
  EXPECT_THAT(orbench({"init", "chat"}).out, HasSubstr("\"workloads\""));
}

TEST_F(Commands, ValidatePrintsWhereValuesComeFrom) {
  write("base.json", scenario(R"({"arrivals":"closed","requests":2})"));
  const std::string file = write("s.json", R"({"extends":"base.json","name":"child"})");
  const auto printed =
      orbench({"validate", file, "--print", "--set", "workloads.0.load.concurrency=3"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, HasSubstr("\"name\": \"child\""));
  EXPECT_THAT(printed.out, HasSubstr("base.json"));
  EXPECT_THAT(printed.out, HasSubstr("--set workloads.0.load.concurrency=3"));
  EXPECT_THAT(printed.out, HasSubstr("default"));
}

TEST_F(Commands, ReportRendersAStoredRunAsItWas) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":30})"));
  ASSERT_EQ(run("r", {file, "--report", "text=" + path("live.txt")}).exit_code, 0);
  const auto as_json = orbench({"report", path("r"), "--format", "json"});
  EXPECT_EQ(as_json.exit_code, 0) << as_json.err;
  EXPECT_EQ(json::parse(as_json.out, nullptr, false), summary("r"));
  const auto as_text = orbench({"report", path("r"), "-o", path("again.txt")});
  EXPECT_EQ(as_text.exit_code, 0) << as_text.err;
  EXPECT_EQ(read("again.txt"), read("live.txt"));
}

TEST_F(Commands, MockServesUntilItIsToldToStop) {
  support::ChildProcess mock({ORBENCH_BINARY, "mock", "--port", "0"});
  ASSERT_TRUE(mock.wait_for_out("/api/v1\n"));
  EXPECT_THAT(mock.out(), StartsWith("listening on http://127.0.0.1:"));
  mock.signal(15);
  EXPECT_EQ(mock.wait().exit_code, 0);
}

TEST_F(Commands, EveryShippedScenarioIsValid) {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ORBENCH_SOURCE_DIR "/scenarios")) {
    const std::string file = entry.path().string();
    if (!file.ends_with(".json") || file.find("/schema/") != std::string::npos) continue;
    const auto checked = orbench({"validate", file});
    EXPECT_EQ(checked.exit_code, 0) << file << "\n" << checked.err;
  }
}

}  // namespace
}  // namespace orbench::e2e
