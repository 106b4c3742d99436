#include <sys/stat.h>

#include <map>
#include <tuple>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class RunCommand : public Orbench {};

TEST_F(RunCommand, NeedsNoFile) {
  const auto done = run("r", {"--endpoint", "chat", "--model", "a/fast", "-c", "8", "-n", "100",
                              "--set", "target.mock.config=" + path("fast.json")});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("passed"));
  const json result = summary("r");
  EXPECT_EQ(result["schema"], "orbench.summary/1");
  EXPECT_EQ(result["totals"]["ok"], 100);
  expect_counters_add_up(result, samples("r"));
}

TEST_F(RunCommand, LeavesAFolderOfPrivateFiles) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":5})"));
  ASSERT_EQ(run("r", {file}).exit_code, 0);
  for (const char* name : {"scenario.json", "summary.json", "samples.jsonl", "run.log"}) {
    struct stat info {};
    ASSERT_EQ(stat(path(std::string("r/") + name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << name;
    EXPECT_GT(info.st_size, 0) << name;
  }
}

TEST_F(RunCommand, CountsTwentyThousandRequestsWithoutLosingOne) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":64,"requests":20000})"));
  const auto done = run(
      "r", {file, "--report", "json=" + path("report.json"), "--report", "text", "--workers", "2"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["offered"], 20000);
  EXPECT_EQ(result["totals"]["ok"], 20000);
  expect_counters_add_up(result, samples("r"));
  EXPECT_EQ(json::parse(read("report.json"), nullptr, false), result);
  EXPECT_THAT(done.out, HasSubstr("20,000"));
}

TEST_F(RunCommand, CountsTokensAndMoneyAsTheServiceTellsThem) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":4,"requests":50})"));
  ASSERT_EQ(run("r", {file}).exit_code, 0);
  double cost = 0;
  std::int64_t tokens = 0;
  for (const json& sample : samples("r")) {
    cost += sample["cost_usd"].get<double>();
    tokens += sample["output_tokens"].get<std::int64_t>();
  }
  const json totals = summary("r")["totals"];
  EXPECT_NEAR(totals["cost_usd"].get<double>(), cost, 1e-9);
  EXPECT_EQ(totals["output_tokens"].get<std::int64_t>(), tokens);
  EXPECT_GT(tokens, 0);
}

/// (phase, number) to (cell, intended start) of every sample.
using Timeline = std::map<std::pair<std::string, std::int64_t>, std::pair<std::int64_t, double>>;

Timeline timeline_of(const std::vector<json>& samples) {
  Timeline timeline;
  for (const json& sample : samples) {
    timeline[{sample["phase"], sample["seq"]}] = {sample["cell"], sample["intended_us"]};
  }
  return timeline;
}

TEST_F(RunCommand, SendsTheSameTimelineOnOneWorkerAndOnTwo) {
  const std::string file = write(
      "s.json", scenario(R"({"arrivals":"poisson","rate_rps":100,"duration_s":1,"warmup_s":0.3})"));
  const std::vector<std::string> matrix = {"--set",
                                           R"(workloads.0.matrix={"request.stream":[true,false]})"};
  std::map<std::string, Timeline> timelines;
  for (const char* workers : {"1", "2"}) {
    std::vector<std::string> arguments = {file, "--workers", workers};
    arguments.insert(arguments.end(), matrix.begin(), matrix.end());
    ASSERT_EQ(run(workers, arguments).exit_code, 0);
    timelines[workers] = timeline_of(samples(workers));
  }
  EXPECT_GT(timelines["1"].size(), 80U);
  EXPECT_EQ(timelines["1"], timelines["2"]);
  std::vector<std::string> arguments = {file, "--seed", "4"};
  arguments.insert(arguments.end(), matrix.begin(), matrix.end());
  ASSERT_EQ(run("other", arguments).exit_code, 0);
  EXPECT_NE(timeline_of(samples("other")), timelines["1"]);
}

TEST_F(RunCommand, DropsOrQueuesAtTheInFlightCap) {
  const std::string slow = R"("max_tokens": 8,)";
  const std::string queueing =
      write("q.json",
            scenario(R"({"arrivals":"constant","rate_rps":200,"duration_s":0.5,"max_in_flight":1})",
                     slow));
  const std::string catalog = fast_catalog();
  write("fast.json", std::string(catalog).replace(catalog.find("\"ttft\": { \"fixed_ms\": 0 }"), 25,
                                                  "\"ttft\": { \"fixed_ms\": 20 }"));
  ASSERT_EQ(run("q", {queueing}).exit_code, 0);
  EXPECT_EQ(summary("q")["totals"]["ok"], 100);
  ASSERT_EQ(run("d", {queueing, "--set", "workloads.0.load.overload=drop"}).exit_code, 0);
  const json dropped = summary("d");
  EXPECT_GT(dropped["totals"]["outcomes"]["not_sent"], 10);
  EXPECT_EQ(dropped["totals"]["offered"], 100);
  EXPECT_EQ(dropped["client"]["dropped"], dropped["totals"]["outcomes"]["not_sent"]);
  expect_counters_add_up(dropped, samples("d"));
}

TEST_F(RunCommand, StopsAtACapAndSaysSo) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":4,"duration_s":60})"));
  const auto by_count = run("n", {file, "--max-requests", "30"});
  EXPECT_EQ(by_count.exit_code, 0) << by_count.err;
  EXPECT_EQ(summary("n")["run"]["stopped_by"], "max_requests");
  EXPECT_EQ(summary("n")["totals"]["sent"], 30);
  const auto by_cost = run(
      "c", {file, "--max-cost-usd", "0.001", "--set", "limits.max_cost_per_request_usd=0.0001"});
  EXPECT_EQ(by_cost.exit_code, 0) << by_cost.err;
  EXPECT_EQ(summary("c")["run"]["stopped_by"], "max_cost_usd");
  EXPECT_LE(summary("c")["totals"]["cost_usd"], 0.001);
  const auto by_time = run("t", {file, "--set", "limits.max_duration_s=0.3"});
  EXPECT_EQ(by_time.exit_code, 0) << by_time.err;
  EXPECT_EQ(summary("t")["run"]["stopped_by"], "max_duration_s");
}

TEST_F(RunCommand, KnowsWhoServed) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":5})"));
  ASSERT_EQ(run("r", {file}).exit_code, 0);
  EXPECT_EQ(summary("r")["cells"][0]["providers"]["Near"]["requests"]["ok"], 5);
}

struct Judged {
  const char* sentence;
  const char* checks;
  int exit_code;
  const char* status;
};

class RunVerdict : public Orbench, public testing::WithParamInterface<Judged> {};

TEST_P(RunVerdict, IsTheExitCode) {
  const Judged& row = GetParam();
  const std::string file = write(
      "s.json", scenario(R"({"arrivals":"closed","concurrency":2,"requests":40})",
                         R"("stream":true,)", std::string(R"("checks":)") + row.checks + ","));
  const auto done = run("r", {file});
  EXPECT_EQ(done.exit_code, row.exit_code) << row.sentence << "\n" << done.out << done.err;
  EXPECT_EQ(summary("r")["verdict"]["status"], row.status) << row.sentence;
  const auto again = orbench({"report", path("r"), "--format", "json"});
  EXPECT_EQ(again.exit_code, row.exit_code) << "a stored run is judged alike";
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RunVerdict,
    testing::Values(Judged{"checks that hold", R"([{"threshold":"errors.rate < 1%"},
          {"threshold":"ttft.p50 < 30s"},{"threshold":"requests.count >= 40"},
          {"threshold":"cost.total < $1"},{"threshold":"good_share > 99%"}])",
                           0, "passed"},
                    Judged{"a latency that no client meets",
                           R"([{"threshold":"ttft.p50 < 0.001us"}])", 1, "failed"},
                    Judged{"a failing check that only warns",
                           R"([{"threshold":"ttft.p50 < 0.001us","severity":"warn"}])", 0,
                           "passed"},
                    Judged{"a metric that this run cannot have",
                           R"([{"threshold":"tls.p50 < 1s"}])", 6, "invalid"},
                    Judged{"the same, allowed",
                           R"([{"threshold":"tls.p50 < 1s","allow_no_data":true}])", 0, "passed"}));

TEST_F(RunCommand, NeverPassesWhenNothingSucceeded) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":5})"));
  const auto done = run("r", {file, "--set", R"(target.mock.faults=["status_500"])"});
  EXPECT_EQ(done.exit_code, 3) << done.out;
  EXPECT_EQ(summary("r")["totals"]["outcomes"]["http_error"], 5);
}

TEST_F(RunCommand, EndsEarlyWhenAThresholdThatAbortsIsBroken) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":2,"duration_s":3600})", "",
                               R"("checks":[{"threshold":"errors.rate < 1%","abort":true}],)"));
  const auto done = run("r", {file, "--set", R"(target.mock.faults=["status_500:0.5"])"});
  EXPECT_EQ(done.exit_code, 1) << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["run"]["stopped_by"], "abort");
  EXPECT_EQ(result["verdict"]["status"], "aborted");
  EXPECT_GE(result["totals"]["sent"], 50);
  EXPECT_THAT(read("r/run.log"), HasSubstr("aborted: errors.rate < 1%"));
  expect_counters_add_up(result, samples("r"));
}

TEST_F(RunCommand, ShowsThePlanWithoutSendingAnything) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"poisson","rate_rps":10,"duration_s":3600})"));
  const auto done = run("r", {file, "--dry-run"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_THAT(done.out, HasSubstr("36000 expected"));
  EXPECT_FALSE(std::filesystem::exists(path("r")));
}

TEST_F(RunCommand, PrintsNoEscapeCodesIntoAPipe) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":5})"));
  const auto done = orbench({"run", file, "--out", path("r")});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_THAT(done.out + done.err, Not(HasSubstr("\x1b")));
}

TEST_F(RunCommand, KeepsTheKeyOutOfEverythingItWrites) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":5})"));
  support::ChildProcess mock({ORBENCH_BINARY, "mock", "--config", path("fast.json")});
  ASSERT_TRUE(mock.wait_for_out("/api/v1\n"));
  const std::string key = "sk-or-v1-0123456789abcdef";
  const std::string line = mock.out();
  const std::string url = line.substr(line.find("http"), line.find('\n') - line.find("http"));
  const auto done =
      run("r", {file, "--target", url, "-v"}, {{{"OPENROUTER_API_KEY", key}}, "", false});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  mock.signal(15);
  EXPECT_EQ(mock.wait().exit_code, 0);
  std::string everything = done.out + done.err;
  for (const auto& entry : std::filesystem::directory_iterator(path("r"))) {
    everything += read("r/" + entry.path().filename().string());
  }
  EXPECT_THAT(everything, Not(HasSubstr(key)));
}

}  // namespace
}  // namespace orbench::e2e
