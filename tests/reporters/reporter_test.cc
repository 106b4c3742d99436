#include "reporters/reporter.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/sample_run.h"

namespace orbench::reporters {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(const results::RunResult& result, const results::Verdict& verdict,
                    int width = 160) {
  std::string out;
  EXPECT_TRUE(find_reporter("text")->write({result, verdict, nullptr, ""}, {false, width}, out));
  return out;
}

TEST(Reporter, FindsFormatsByName) {
  for (const std::string& name : reporter_names()) {
    ASSERT_NE(find_reporter(name), nullptr) << name;
    EXPECT_EQ(find_reporter(name)->name(), name);
    EXPECT_FALSE(find_reporter(name)->what().empty());
  }
  EXPECT_EQ(find_reporter("pdf"), nullptr);
}

TEST(SampleRun, CountersAddUpInEveryCell) {
  for (const results::CellResult& cell : support::sample_run().cells) {
    metrics::Counters providers;
    for (const auto& [name, provider] : cell.providers) providers.merge(provider.counters);
    EXPECT_EQ(providers.sent(), cell.counters.sent()) << cell.identity.workload;
    EXPECT_EQ(providers.ok(), cell.counters.ok()) << cell.identity.workload;
    EXPECT_EQ(providers.errors(), cell.counters.errors()) << cell.identity.workload;
    std::int64_t classes = 0;
    for (const metrics::ErrorRecord& error : cell.errors) classes += error.count;
    EXPECT_EQ(classes, cell.counters.errors()) << cell.identity.workload;
  }
}

TEST(TextReport, PrintsSumsThatAddUp) {
  const results::Totals totals = results::totals(support::sample_run());
  const metrics::Counters& counters = totals.counters;
  ASSERT_EQ(counters.offered(), 1622);
  ASSERT_EQ(counters.offered(), counters.sent() + counters.of(core::Outcome::kNotSent));
  ASSERT_EQ(counters.sent(),
            counters.ok() + counters.errors() + counters.of(core::Outcome::kCancelled));
  const std::string text = text_of(support::sample_run(), support::sample_verdict());
  EXPECT_THAT(text, HasSubstr("1,622 = sent 1,618 + not sent 4\n"));
  EXPECT_THAT(text, HasSubstr("1,618 = ok 1,602 + errors 15 + cancelled 1\n"));
  EXPECT_THAT(text, HasSubstr("15 = rate_limited 12 + timeout_first_token 3\n"));
}

TEST(TextReport, QuotesTheClientsOwnErrorOrSaysThatItIsUnknown) {
  results::RunResult result = support::sample_run();
  EXPECT_THAT(text_of(result, {}),
              HasSubstr("client error: ttft ±31.5 µs (kernel stamps, p99), quantiles ±0.42%, send "
                        "lag 84.2 µs p99, rate -0.040%, calibrated 2026-01-30\n"));
  result.client.calibration->stamp_error_p99_us.reset();
  result.client.calibration->percentile_error.reset();
  EXPECT_THAT(text_of(result, {}), HasSubstr("client error: send lag 84.2 µs p99"));
  result.client.calibration.reset();
  EXPECT_THAT(text_of(result, {}), HasSubstr("not calibrated, run `orbench calibrate`"));
}

TEST(TextReport, ClosedLoopsAreLabelledAndPrintNoResponseTime) {
  results::RunResult result = support::sample_run();
  result.cells.erase(result.cells.begin());
  for (results::CellResult& cell : result.cells) {
    cell.metrics[metrics::MetricId::response_time] = cell.metrics[metrics::MetricId::e2e];
  }
  const std::string text = text_of(result, {}, 240);
  EXPECT_THAT(text, HasSubstr("closed, 8 at a time · service times"));
  EXPECT_THAT(text, Not(HasSubstr("response ms")));
}

TEST(TextReport, OpenLoopsSetOfferedAgainstAchievedAndPrintResponseTimes) {
  const std::string text = text_of(support::sample_run(), {}, 240);
  EXPECT_THAT(text, HasSubstr("20.0/s offered, 19.9/s achieved"));
  EXPECT_THAT(text, HasSubstr("response ms"));
  EXPECT_THAT(text, HasSubstr("4,214")) << "its p95";
}

TEST(TextReport, CellsOfOneWorkloadShareItsRates) {
  results::RunResult result = support::sample_run();
  result.cells[2].identity.workload = result.cells[1].identity.workload;
  const std::string text = text_of(result, {});
  EXPECT_THAT(text, HasSubstr("60.6 req/s")) << "60 and 0.6 together";
  EXPECT_THAT(text, Not(HasSubstr("0.60 req/s")));
}

TEST(TextReport, ALimitingClientIsInPlainSight) {
  results::RunResult result = support::sample_run();
  result.client.client_limited = true;
  result.client.reasons = {"send_lag p99 is 31 ms"};
  EXPECT_THAT(text_of(result, {}), HasSubstr("the client was the limit"));
  EXPECT_THAT(text_of(result, {}), HasSubstr("send_lag p99 is 31 ms"));
  EXPECT_THAT(text_of(support::sample_run(), {}), Not(HasSubstr("the client was the limit")));
}

TEST(TextReport, SaysWhatCutARunShort) {
  results::RunResult result = support::sample_run();
  result.run.stopped_by = "max_cost_usd";
  result.run.partial = true;
  EXPECT_THAT(text_of(result, {}), HasSubstr("stopped by max_cost_usd"));
  EXPECT_THAT(text_of(result, {}), HasSubstr("a part of the run only"));
}

TEST(TextReport, NeverPrintsWhatAServiceWroteToTheTerminal) {
  results::RunResult result = support::sample_run();
  result.run.name = "\x1b]0;owned\x07";
  result.cells[0].identity.workload = "\x1b[2J";
  result.cells[0].providers["\x1b[31mEvil\n"] = result.cells[0].providers["Bluefin"];
  result.cells[0].notes = {"\x1b[1m"};
  results::Verdict verdict = support::sample_verdict();
  verdict.findings = {"\x1b[5m"};
  verdict.checks[1].note = "\x1b[5m";
  verdict.checks[1].evidence = {"\x1b[5m"};
  const std::string text = text_of(result, verdict);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("?[31mEvil "));
}

TEST(TextReport, CopesWithARunThatHoldsNothing) {
  const std::string text = text_of(results::RunResult{}, results::Verdict{}, 80);
  EXPECT_THAT(text, HasSubstr("= sent 0 + not sent 0"));
}

TEST(TextReport, ToleratesSettingsOfAnyShape) {
  for (const char* settings : {"null", "[]", "{\"target\":7}", "{\"target\":{\"base_url\":[]}}"}) {
    results::RunResult result = support::sample_run();
    result.settings = core::JsonValue(core::Json::parse(settings));
    EXPECT_THAT(text_of(result, {}), Not(HasSubstr("target"))) << settings;
  }
}

TEST(TextReport, ShowsTheImplicitCheckOnlyWhenItFails) {
  results::Verdict verdict = support::sample_verdict();
  EXPECT_THAT(text_of(support::sample_run(), verdict), Not(HasSubstr("something succeeded")));
  verdict.checks[0].verdict = results::CheckVerdict::kFailed;
  EXPECT_THAT(text_of(support::sample_run(), verdict), HasSubstr("✗ something succeeded"));
}

}  // namespace
}  // namespace orbench::reporters
