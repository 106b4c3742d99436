#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

class BadInput : public Orbench {};

TEST_F(BadInput, IsReportedAllAtOnceWithPlacesAndRemedies) {
  const std::string file = write("bad.json", R"({
  "name": "bad",
  "sed": 1,
  "workloads": [
    { "name": "w", "endpoint": "chatt", "request": { "messages": [] },
      "load": { "arrivals": "poisson", "rate_rps": -3, "duration_s": "ten" } }
  ],
  "checks": [ { "threshold": "tttft.p95 < 1s" } ]
})");
  const auto done = run("r", {file});
  EXPECT_EQ(done.exit_code, 2);
  for (const char* part :
       {"did you mean \"seed\"", "bad.json:3:", "chatt", "did you mean \"chat\"", "#/workloads/0",
        "rate_rps", "duration_s", "ttft", "bad.json:8:", "nothing was sent"}) {
    EXPECT_THAT(done.err, HasSubstr(part));
  }
  EXPECT_FALSE(std::filesystem::exists(path("r"))) << "nothing is left behind";
}

struct Refusal {
  const char* sentence;
  std::vector<std::string> arguments;
  int exit_code;
  const char* message;
};

class BadCommandLine : public Orbench, public testing::WithParamInterface<Refusal> {};

TEST_P(BadCommandLine, IsRefusedWithTheRemedy) {
  const Refusal& row = GetParam();
  write("ok.json", scenario(R"({"arrivals":"closed","requests":2})"));
  write("dup.json", R"({"name":"a","name":"b","workloads":[]})");
  write("cut.json", R"({"name": "a", )");
  const auto done = orbench(row.arguments);
  EXPECT_EQ(done.exit_code, row.exit_code) << row.sentence << "\n" << done.err;
  EXPECT_THAT(done.out + done.err, HasSubstr(row.message)) << row.sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadCommandLine,
    testing::Values(
        Refusal{"a file that is not there", {"run", "none.json"}, 2, "none.json"},
        Refusal{"duplicate keys", {"run", "dup.json"}, 2, "dup.json:1:"},
        Refusal{"a cut file", {"run", "cut.json"}, 2, "cut.json:1:"},
        Refusal{"nothing to run", {"run"}, 2, "nothing to run"},
        Refusal{"file and endpoint", {"run", "ok.json", "--endpoint", "chat"}, 2, "not both"},
        Refusal{"no model", {"run", "--endpoint", "chat"}, 2, "--model"},
        Refusal{"an unknown endpoint",
                {"run", "--endpoint", "caht", "--model", "m"},
                2,
                "did you mean \"chat\""},
        Refusal{"an unknown flag", {"run", "--frobnicate"}, 2, "frobnicate"},
        Refusal{"an unknown command", {"rum"}, 2, "rum"},
        Refusal{"no command", {}, 2, "subcommand"},
        Refusal{"a --set without =", {"run", "ok.json", "--set", "seed"}, 2, "path=value"},
        Refusal{"a --set into nothing",
                {"run", "ok.json", "--set", "workloads.7.name=x"},
                2,
                "--set workloads.7.name=x"},
        Refusal{"an unknown report format",
                {"run", "ok.json", "--report", "jsn"},
                2,
                "did you mean \"json\""},
        Refusal{"a key that the environment lacks",
                {"run", "ok.json", "--set", "target.api_key_env=ORBENCH_NO_SUCH_KEY", "--target",
                 "https://127.0.0.1:1/api/v1"},
                3,
                "ORBENCH_NO_SUCH_KEY"},
        Refusal{"a key over plain http to another machine",
                {"run", "ok.json", "--target", "http://192.0.2.1/api/v1", "--max-cost-usd", "1",
                 "--set", "limits.max_cost_per_request_usd=0.01"},
                2,
                "use https"},
        Refusal{"a target that refuses",
                {"run", "ok.json", "--target", "http://127.0.0.1:1/api/v1"},
                3,
                "cannot be used"},
        Refusal{"an unknown fault",
                {"run", "ok.json", "--set", R"(target.mock.faults=["hnag"])"},
                2,
                "did you mean \"hang\""},
        Refusal{"a catalog that is not there",
                {"run", "ok.json", "--set", "target.mock.config=nowhere.json"},
                2,
                "nowhere.json"},
        Refusal{"a run that does not exist", {"report", "nowhere"}, 2, "nowhere"},
        Refusal{"a topic that does not exist", {"list", "metric"}, 2, "metrics"},
        Refusal{"a kind that does not exist", {"init", "chatt"}, 2, "did you mean \"chat\""}));

TEST_F(BadInput, ATargetThatAcceptsAndNeverAnswersIsGivenUp) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 8), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/api/v1";
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":2})"));
  const auto done = run("r", {file, "--target", url, "--set", "target.timeouts.connect_ms=200"});
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_THAT(done.err, HasSubstr("no HTTP answer within 0.2 s"));

  support::ChildProcess waiting(
      {ORBENCH_BINARY, "run", file, "--target", url, "--out", path("i"), "-v"});
  ASSERT_TRUE(waiting.wait_for_err("asking"));
  waiting.signal(SIGTERM);
  EXPECT_EQ(waiting.wait().exit_code, 143);
  close(listener);
}

TEST_F(BadInput, NeverOverwritesARun) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":2})"));
  ASSERT_EQ(run("r", {file}).exit_code, 0);
  const std::string before = read("r/summary.json");
  const auto again = run("r", {file});
  EXPECT_NE(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr(path("r")));
  EXPECT_EQ(read("r/summary.json"), before);
}

TEST_F(BadInput, AClosedStandardOutputLosesNoResult) {
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":5})"));
  const auto done = run("r", {file}, {{}, "", true});
  EXPECT_THAT(done.err, HasSubstr("standard output is closed"));
  EXPECT_EQ(summary("r")["totals"]["ok"], 5);
}

TEST_F(BadInput, ATargetThatSpeaksNoHttpIsNamed) {
  support::ChildProcess mock(
      {ORBENCH_BINARY, "mock", "--config", path("fast.json"), "--fault", "not_http"});
  ASSERT_TRUE(mock.wait_for_out("/api/v1\n"));
  const std::string line = mock.out();
  const std::string url = line.substr(line.find("http"), line.find('\n') - line.find("http"));
  const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":3})"));
  const auto done = run("r", {file, "--target", url});
  EXPECT_EQ(done.exit_code, 3) << done.err;
  mock.signal(15);
  mock.wait();
}

}  // namespace
}  // namespace orbench::e2e
