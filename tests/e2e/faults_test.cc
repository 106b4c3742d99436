#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

struct FaultRow {
  const char* fault;
  const char* outcome;
  bool stream;
};

/// What a target can do wrong, and the one outcome that each must come to.
class RunAgainstFault : public Orbench, public testing::WithParamInterface<FaultRow> {};

TEST_P(RunAgainstFault, CountsItsOutcomeAndNeverHangs) {
  const FaultRow& row = GetParam();
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":2,"requests":3})",
                               row.stream ? R"("stream":true,)" : R"("stream":false,)"));
  const auto done = run(
      "r",
      {file, "--set", std::string(R"(target.mock.faults=[")") + row.fault + "\"]", "--set",
       R"(target.timeouts={"connect_ms":5000,"first_token_ms":1500,"idle_ms":1000,"total_ms":2500})"});
  const json result = summary("r");
  ASSERT_TRUE(result.is_object()) << done.err;
  EXPECT_EQ(result["totals"]["outcomes"].value(row.outcome, 0), 3)
      << row.fault << ": " << result["totals"]["outcomes"].dump() << "\n"
      << result["cells"][0]["errors"].dump();
  expect_counters_add_up(result, samples("r"));
  const bool ok = std::string(row.outcome) == "ok";
  EXPECT_EQ(done.exit_code, ok ? 0 : 3) << done.err;
}

INSTANTIATE_TEST_SUITE_P(
    Streams, RunAgainstFault,
    testing::Values(
        FaultRow{"status_400", "http_error", true}, FaultRow{"status_401", "http_error", true},
        FaultRow{"status_402", "rate_limited", true}, FaultRow{"status_403", "http_error", true},
        FaultRow{"status_404", "http_error", true},
        FaultRow{"status_429_platform", "rate_limited", true},
        FaultRow{"status_429_upstream", "rate_limited", true},
        FaultRow{"status_429_html", "rate_limited", true},
        FaultRow{"status_500", "http_error", true}, FaultRow{"status_502_html", "http_error", true},
        FaultRow{"status_503", "http_error", true}, FaultRow{"redirect", "http_error", true},
        FaultRow{"hang", "timeout_first_token", true},
        FaultRow{"stall_mid_stream", "timeout_idle", true},
        FaultRow{"mid_stream_error", "in_band_error", true},
        FaultRow{"error_first_event", "in_band_error", true},
        FaultRow{"error_body_200", "in_band_error", true}, FaultRow{"truncated", "truncated", true},
        FaultRow{"reset_mid_stream", "transport_error", true},
        FaultRow{"close_before_headers", "transport_error", true},
        FaultRow{"not_http", "transport_error", true},
        FaultRow{"malformed_json_chunk", "malformed", true},
        FaultRow{"bad_utf8", "malformed", true}, FaultRow{"huge_line", "malformed", true},
        FaultRow{"deep_json", "malformed", true}, FaultRow{"empty_completion", "empty", true},
        FaultRow{"no_usage", "ok", true}, FaultRow{"json_answer_to_stream", "ok", true},
        FaultRow{"crlf_framing", "ok", true}, FaultRow{"split_utf8", "ok", true},
        FaultRow{"comment_storm", "ok", true}, FaultRow{"done_then_open_socket", "ok", true}),
    [](const auto& row) { return std::string(row.param.fault); });

INSTANTIATE_TEST_SUITE_P(Plain, RunAgainstFault,
                         testing::Values(FaultRow{"status_500", "http_error", false},
                                         FaultRow{"status_429_platform", "rate_limited", false},
                                         FaultRow{"hang", "timeout_total", false},
                                         FaultRow{"error_body_200", "in_band_error", false},
                                         FaultRow{"close_before_headers", "transport_error", false},
                                         FaultRow{"not_http", "transport_error", false},
                                         FaultRow{"wrong_content_type", "ok", false},
                                         FaultRow{"empty_completion", "empty", false}),
                         [](const auto& row) { return std::string(row.param.fault); });

class RunAgainstMixedFaults : public Orbench {};

TEST_F(RunAgainstMixedFaults, KeepsFailuresOutOfTheLatencyOfSuccesses) {
  const std::string file = write(
      "s.json",
      scenario(R"({"arrivals":"closed","concurrency":4,"requests":200})", R"("stream":true,)"));
  ASSERT_EQ(run("r", {file, "--set", R"(target.mock.faults=["status_500:0.3"])"}).exit_code, 0);
  const json cell = summary("r")["cells"][0];
  const auto ok = cell["requests"]["ok"].get<std::int64_t>();
  EXPECT_GT(ok, 100);
  EXPECT_LT(ok, 180);
  EXPECT_EQ(cell["metrics"]["ttft"]["count"], ok);
  expect_counters_add_up(summary("r"), samples("r"));
}

class RunAgainstLimits : public Orbench {};

TEST_F(RunAgainstLimits, CountsExactlyWhatTheConfiguredLimitRefuses) {
  std::string catalog = fast_catalog();
  catalog.insert(1,
                 R"("limits": [{"name": "daily", "window": {"amount": 5, "length_s": 86400}}],)");
  write("limited.json", catalog);
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":2,"requests":12})"));
  const auto done = run("r", {file, "--set", "target.mock.config=limited.json"});
  const json result = summary("r");
  ASSERT_TRUE(result.is_object()) << done.err;
  EXPECT_EQ(result["totals"]["outcomes"].value("ok", 0), 5);
  EXPECT_EQ(result["totals"]["outcomes"].value("rate_limited", 0), 7);
}

}  // namespace
}  // namespace orbench::e2e
