#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

constexpr const char* kLong = R"({"arrivals":"closed","concurrency":2,"duration_s":3600})";

/// Runs that something happens to: their streams come in pieces, so that there are gaps.
class Durable : public Orbench {
 protected:
  [[nodiscard]] std::string paced_scenario(const std::string& load) const {
    return write("s.json", scenario(load, R"("stream":true,)"));
  }

  /// `orbench run` of a scenario that lasts, with progress lines on stderr.
  [[nodiscard]] std::unique_ptr<support::ChildProcess> start(
      const std::string& load, const std::vector<std::string>& extra = {}) const {
    std::vector<std::string> arguments = {
        ORBENCH_BINARY, "run",   paced_scenario(load),           "--out", path("r"), "--progress",
        "json",         "--set", "target.mock.config=paced.json"};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    support::ProcessOptions options;
    options.working_directory = path("");
    return std::make_unique<support::ChildProcess>(arguments, options);
  }

  /// Waits until a file of the run holds this text so often; it is written while the run goes on.
  void wait_for(const std::string& file, const std::string& text, int count) const {
    const auto give_up = std::chrono::steady_clock::now() + support::ChildProcess::kPatience;
    int seen = 0;
    while (seen < count && std::chrono::steady_clock::now() < give_up) {
      const std::string all = read("r/" + file);
      seen = 0;
      for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++seen;
      std::this_thread::yield();
    }
    ASSERT_GE(seen, count) << file;
  }
  void wait_for_lines(const std::string& file, int count) const { wait_for(file, "\n", count); }

  /// Under a limit of the shell's `ulimit`.
  [[nodiscard]] support::ProcessResult orbench_under(
      const std::string& limit, const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {"/bin/sh", "-c", "ulimit " + limit + R"(; exec "$0" "$@")",
                                        ORBENCH_BINARY};
    command.insert(command.end(), arguments.begin(), arguments.end());
    support::ProcessOptions options;
    options.working_directory = path("");
    return support::run_process(command, options);
  }
  [[nodiscard]] support::ProcessResult run_under(const std::string& limit,
                                                 const std::string& load) const {
    return orbench_under(limit,
                         {"run", paced_scenario(load), "--out", path("r"), "--progress", "none"});
  }
};

/// The rebuilt summary, as `orbench report` gives it.
class Killed : public Durable {
 protected:
  [[nodiscard]] json report(int expected_exit = 3) const {
    const auto told = orbench({"report", path("r"), "--format", "json"});
    EXPECT_EQ(told.exit_code, expected_exit) << told.err;
    return json::parse(told.out, nullptr, false);
  }
  /// What a process that was killed may have left of a last line does not count.
  [[nodiscard]] std::vector<json> whole_samples() const {
    std::vector<json> lines = samples("r");
    if (!lines.empty() && lines.back().is_discarded()) lines.pop_back();
    return lines;
  }
};

TEST_F(Killed, AtAnyMomentLeavesAReportOfWhatItHadDone) {
  const auto child = start(kLong);
  wait_for_lines("samples.jsonl", 200);
  wait_for_lines("histograms.hlog", 12);
  child->signal(SIGKILL);
  EXPECT_EQ(child->wait().exit_code, 128 + SIGKILL);
  ASSERT_FALSE(std::filesystem::exists(path("r/summary.json")));

  const json result = report();
  EXPECT_EQ(result["verdict"]["status"], "partial");
  EXPECT_EQ(result["run"]["partial"], true);
  EXPECT_EQ(result["run"]["stopped_by"], "kill");
  EXPECT_GE(result["totals"]["ok"], 199);
  expect_counters_add_up(result, whole_samples());
  const json& cell = result["cells"][0];
  EXPECT_GT(cell["metrics"]["icl"]["count"], 0) << "which only the histogram log holds";
  EXPECT_EQ(cell["metrics"]["ttft"]["count"], cell["requests"]["ok"]);
  EXPECT_LT(cell["load"]["window_end_s"], 3600);
  EXPECT_FALSE(std::filesystem::exists(path("r/summary.json"))) << "a report only reads";

  const auto text = orbench({"report", path("r")});
  EXPECT_THAT(text.out, HasSubstr("partial"));
  EXPECT_THAT(text.err, HasSubstr("no summary.json"));
}

TEST_F(Killed, IsJudgedByItsChecks) {
  const auto child = start(kLong, {"--set", R"(checks=[{"threshold":"ttft.p50 < 1us"}])"});
  wait_for_lines("samples.jsonl", 50);
  child->signal(SIGKILL);
  child->wait();
  const json result = report();
  ASSERT_EQ(result["checks"].size(), 2U);
  EXPECT_THAT(result["checks"].dump(), HasSubstr(R"("verdict":"failed")"));
}

TEST_F(Killed, TellsWhenEachCellsTurnCame) {
  // Forty cells, one after another: many are left when the third has begun.
  std::string cells;
  for (int i = 1; i <= 40; ++i) cells += (i > 1 ? ",0." : "0.") + std::to_string(100 + i);
  const auto child = start(R"({"arrivals":"constant","rate_rps":50,"duration_s":0.3})",
                           {"--set", "workloads.0.interleave=segment", "--set",
                            R"(workloads.0.matrix={"request.top_p":[)" + cells + "]}"});
  wait_for("histograms.hlog", "#[Window: cell=2 ", 1);
  child->signal(SIGKILL);
  child->wait();
  const json result = report();
  EXPECT_EQ(result["cells"][0]["load"]["window_start_s"], 0);
  EXPECT_GE(result["cells"][1]["load"]["window_start_s"], 0.3);
  EXPECT_GE(result["cells"][2]["load"]["window_start_s"], 0.6);
  EXPECT_GT(result["cells"][1]["load"]["requests_per_s"], 0);
}

TEST_F(Killed, OrStillGoingOnTheReportIsTheSame) {
  const auto child = start(kLong);
  wait_for_lines("samples.jsonl", 20);
  EXPECT_GE(report()["totals"]["ok"], 1);
  child->signal(SIGINT);
  EXPECT_EQ(child->wait().exit_code, 130);
  EXPECT_EQ(report(130)["run"]["stopped_by"], "signal") << "from now on there is a summary";
}

TEST_F(Durable, HistogramsOfAWholeRunAreThoseOfItsSummary) {
  const auto done =
      run("r", {paced_scenario(R"({"arrivals":"closed","concurrency":4,"requests":300})"), "--set",
                "target.mock.config=paced.json", "--workers", "2"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const json live = summary("r");
  std::filesystem::remove(path("r/summary.json"));
  const auto told = orbench({"report", path("r"), "--format", "json"});
  const json rebuilt = json::parse(told.out, nullptr, false);
  ASSERT_TRUE(rebuilt.is_object()) << told.err;
  EXPECT_EQ(rebuilt["totals"], live["totals"]);
  for (const auto& [name, metric] : live["cells"][0]["metrics"].items()) {
    const json& again = rebuilt["cells"][0]["metrics"][name];
    EXPECT_EQ(again["count"], metric["count"]) << name;
    if (name == "icl") {  // a log knows the slot of the largest value, not the value
      const double median = metric["quantiles"][0]["value"];
      EXPECT_NEAR(again["quantiles"][0]["value"].get<double>(), median, median * 1e-3);
    } else {
      EXPECT_EQ(again, metric) << name;
    }
  }
}

TEST_F(Durable, KeepsItsFiguresWhenItsFolderIsDeleted) {
  const auto child = start(kLong);
  ASSERT_TRUE(child->wait_for_err("\"in_flight\":2"));
  std::filesystem::remove_all(path("r"));
  child->signal(SIGINT);
  const auto done = child->wait();
  EXPECT_EQ(done.exit_code, 130) << done.err;
  EXPECT_THAT(done.err, HasSubstr("summary.json"));
  EXPECT_THAT(done.out, HasSubstr("partial")) << "the report is printed all the same";
}

TEST_F(Durable, SaysThatItsSummaryCannotBeWritten) {
  const auto child = start(R"({"arrivals":"closed","concurrency":2,"duration_s":2})");
  ASSERT_TRUE(child->wait_for_err("\"in_flight\":2"));
  std::filesystem::create_directory(path("r/summary.json"));
  const auto done = child->wait();
  EXPECT_EQ(done.exit_code, 3) << done.err;
  EXPECT_THAT(done.err, HasSubstr("summary.json"));
  EXPECT_THAT(done.out, HasSubstr("TTFT"));
}

TEST_F(Durable, SaysThatItsFolderBecameReadOnly) {
  if (geteuid() == 0) GTEST_SKIP() << "nothing is read-only to root";
  const auto child = start(R"({"arrivals":"closed","concurrency":2,"duration_s":2})");
  ASSERT_TRUE(child->wait_for_err("\"in_flight\":2"));
  chmod(path("r").c_str(), 0500);
  const auto done = child->wait();
  chmod(path("r").c_str(), 0700);
  EXPECT_EQ(done.exit_code, 3) << done.err;
  EXPECT_THAT(done.err, HasSubstr("summary.json"));
  EXPECT_GT(samples("r").size(), 0U) << "what was open stayed open";
}

TEST_F(Durable, ReportsAFullDiskAndCountsWhatItTook) {
  // In blocks of 512 bytes: the sample log passes it, the summary does not.
  const auto done = run_under("-f 600", R"({"arrivals":"closed","concurrency":8,"requests":1500})");
  EXPECT_EQ(done.exit_code, 3) << done.err;
  EXPECT_THAT(done.err, HasSubstr("samples were not logged"));
  EXPECT_THAT(done.out, HasSubstr("1,500"));
  EXPECT_EQ(summary("r")["totals"]["ok"], 1500) << "the figures are whole";
}

TEST_F(Durable, EndsClearlyWithTooFewDescriptors) {
  for (const int limit : {8, 16, 48, 120}) {
    const std::string files = "-n " + std::to_string(limit);
    // With the fewest the loader may not find the libraries, and no program is there to say why.
    if (limit < 48 && orbench_under(files, {"--version"}).exit_code != 0) continue;
    const auto done = run_under(files, R"({"arrivals":"closed","concurrency":8,"requests":40})");
    EXPECT_EQ(done.exit_code, 2) << limit << "\n" << done.err;
    EXPECT_THAT(done.err, HasSubstr("ulimit -n")) << limit;
    EXPECT_FALSE(std::filesystem::exists(path("r"))) << "nothing was begun";
  }
}

TEST_F(Durable, OutlivesAReaderThatLeaves) {
  support::ProcessOptions options;
  options.close_stdout = true;
  const auto done = run("r", {paced_scenario(R"({"arrivals":"closed","requests":20})")}, options);
  EXPECT_EQ(done.exit_code, 3) << done.err;
  EXPECT_THAT(done.err, HasSubstr("standard output is closed"));
  EXPECT_EQ(summary("r")["totals"]["ok"], 20);
}

/// A server that takes connections and says nothing.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, any, size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, any, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/api/v1";
  }

 private:
  int socket_;
  int port_ = 0;
};

TEST_F(Durable, CanBeInterruptedBeforeItStarts) {
  const SilentServer server;
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    const auto child = start(kLong, {"-v", "--target", server.url()});
    ASSERT_TRUE(child->wait_for_err("for an answer"));
    child->signal(signal);
    EXPECT_EQ(child->wait().exit_code, code);
    EXPECT_FALSE(std::filesystem::exists(path("r"))) << "nothing was begun";
  }
}

TEST_F(Durable, CanBeInterruptedInItsWarmUp) {
  const auto child =
      start(R"({"arrivals":"closed","concurrency":2,"warmup_s":3600,"duration_s":1})");
  ASSERT_TRUE(child->wait_for_err("\"in_flight\":2"));
  child->signal(SIGTERM);
  const auto done = child->wait();
  EXPECT_EQ(done.exit_code, 143) << done.err;
  expect_counters_add_up(summary("r"), samples("r"));
}

TEST_F(Durable, CanBeInterruptedWhileAReportHangs) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  const auto child =
      start(R"({"arrivals":"closed","requests":10})", {"-v", "--report", "json=" + path("pipe")});
  ASSERT_TRUE(child->wait_for_err("reporting"));
  child->signal(SIGINT);
  EXPECT_EQ(child->wait().exit_code, 130);
  EXPECT_EQ(summary("r")["totals"]["ok"], 10) << "it was kept before";
}

}  // namespace
}  // namespace orbench::e2e
