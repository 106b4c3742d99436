#include "results/rebuild.h"

#include <algorithm>
#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/histogram_log.h"
#include "results/run_folder.h"
#include "results/sample_log.h"
#include "results/sample_log_header.h"
#include "results/summarize.h"
#include "tests/results/full_sample.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::Duration;
using core::ErrorCode;
using metrics::MetricId;
using metrics::Recorder;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::TemporaryFolder;
using testing::HasSubstr;

constexpr const char* kScenario = R"({ "name": "nightly", "tags": { "branch": "main" } })";

SampleLogHeader scheduled_header() {
  SampleLogHeader header = full_header();
  header.schedules = {{{{seconds{1}, seconds{61}}, 20}, 12.5}, {{{seconds{2}, {}}, 4}, {}}};
  header.tool_version = "9.9";
  header.environment = {{"host", "somewhere"}};
  return header;
}

Recorder recorder_for(const SampleLogHeader& header) {
  std::vector<Recorder::CellPlan> plans;
  for (const CellSchedule& schedule : header.schedules) plans.push_back(schedule.plan);
  return Recorder(plans);
}

/// What a run leaves that dies after its last line: no summary. Returns what it had recorded.
Recorder leave_files(const TemporaryFolder& folder, std::uint64_t samples) {
  const SampleLogHeader header = scheduled_header();
  const RunFolder files{folder.path().string()};
  folder.write("scenario.json", kScenario);
  Recorder recorder = recorder_for(header);
  recorder.keep_intervals();
  const auto log = SampleLog::open(files.samples(), header, 1);
  const auto histograms = HistogramLog::open(files.histograms(), {header.epoch, header.cells}, 1);
  EXPECT_TRUE(log && histograms);
  for (std::uint64_t i = 0; i < samples; ++i) {
    const metrics::Sample sample = any_sample(i);
    (*log)->sink(0).add(sample);
    const std::array<std::uint32_t, 1> gaps{static_cast<std::uint32_t>(i % 90) * 1000};
    recorder.add(sample, {gaps});
    if (i % 100 == 99) {
      (*histograms)->sink(0).take(recorder.take_interval(milliseconds{static_cast<int>(i)}));
    }
  }
  (*histograms)->sink(0).take(recorder.take_interval(milliseconds{static_cast<int>(samples)}));
  EXPECT_TRUE((*log)->close());
  EXPECT_TRUE((*histograms)->close());
  return recorder;
}

std::vector<CellResult> summarized(const Recorder& recorder) {
  const SampleLogHeader header = scheduled_header();
  std::vector<std::optional<double>> offered;
  for (const CellSchedule& schedule : header.schedules) offered.push_back(schedule.offered_rps);
  return summarize_cells(recorder, header.cells, offered);
}

void expect_same_icl(const MetricSummaries& rebuilt, const MetricSummaries& live) {
  const metrics::Distribution& a = rebuilt.at(MetricId::icl);
  const metrics::Distribution& b = live.at(MetricId::icl);
  EXPECT_EQ(a.count, b.count);
  for (const metrics::QuantileValue& quantile : b.quantiles) {
    // A log knows the slot of the largest value, not the value: three digits of it.
    EXPECT_NEAR(a.find(quantile.q)->value, quantile.value, quantile.value * 1e-3) << quantile.q;
  }
}

TEST(Rebuild, GivesTheFiguresOfTheLiveRun) {
  const TemporaryFolder folder;
  const Recorder live = leave_files(folder, 3000);
  auto rebuilt = rebuild_run(folder.path().string());
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  const std::vector<CellResult> expected = summarized(live);
  ASSERT_EQ(rebuilt->cells.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CellResult& cell = rebuilt->cells[i];
    EXPECT_EQ(cell.identity, expected[i].identity);
    EXPECT_EQ(cell.counters.outcomes, expected[i].counters.outcomes);
    EXPECT_EQ(cell.counters.cost, expected[i].counters.cost);
    EXPECT_EQ(cell.warmup.outcomes, expected[i].warmup.outcomes);
    EXPECT_EQ(cell.errors.size(), expected[i].errors.size());
    EXPECT_EQ(cell.figures.requests_per_s, expected[i].figures.requests_per_s);
    EXPECT_EQ(cell.figures.offered_rps, expected[i].figures.offered_rps);
    expect_same_icl(cell.metrics, expected[i].metrics);
    MetricSummaries without_icl = expected[i].metrics;
    without_icl.erase(MetricId::icl);
    cell.metrics.erase(MetricId::icl);
    EXPECT_EQ(cell.metrics, without_icl);
    EXPECT_EQ(cell.failed_metrics, expected[i].failed_metrics);
    EXPECT_EQ(cell.blocks.size(), expected[i].blocks.size());
  }
  EXPECT_EQ(rebuilt->timeline.size(), summarize_timeline(live.timeline()).size());
}

TEST(Rebuild, KnowsWhenACellsTurnCame) {
  const TemporaryFolder folder;
  leave_files(folder, 100);
  const SampleLogHeader header = scheduled_header();
  Recorder recorder = recorder_for(header);
  const auto log = HistogramLog::open(RunFolder{folder.path().string()}.histograms(),
                                      {header.epoch, header.cells}, 2);
  ASSERT_TRUE(log);
  (*log)->sink(0).take(recorder.take_interval(seconds{1}));
  recorder.cells()[1].window = {seconds{75}, seconds{135}};  // its segment began later
  metrics::Interval told = recorder.take_interval(seconds{2});
  EXPECT_EQ(told.windows.size(), 1U);
  (*log)->sink(1).take({told.start, told.end, told.windows, {}});
  (*log)->sink(0).take(std::move(told));
  EXPECT_TRUE(recorder.take_interval(seconds{3}).windows.empty()) << "it is told once";
  ASSERT_TRUE((*log)->close());
  const auto rebuilt = rebuild_run(folder.path().string());
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  EXPECT_EQ(rebuilt->cells[0].figures.window_start_s, 1) << "as planned";
  EXPECT_EQ(rebuilt->cells[1].figures.window_start_s, 75);
}

TEST(Rebuild, SaysWhatItIs) {
  const TemporaryFolder folder;
  leave_files(folder, 50);
  const auto rebuilt = rebuild_run(folder.path().string() + "/");
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  EXPECT_TRUE(rebuilt->run.partial);
  EXPECT_EQ(rebuilt->run.stopped_by, "kill");
  EXPECT_EQ(rebuilt->run.name, "nightly");
  EXPECT_EQ(rebuilt->run.id, folder.path().filename().string());
  EXPECT_EQ(rebuilt->run.seed, full_header().seed);
  EXPECT_EQ(rebuilt->run.epoch, full_header().epoch);
  EXPECT_EQ(rebuilt->run.tags.at(0).second, "main");
  EXPECT_EQ(rebuilt->tool_version, "9.9");
  EXPECT_EQ(rebuilt->environment.at(0).second, "somewhere");
  EXPECT_EQ(rebuilt->settings.get()["name"], "nightly");
  ASSERT_EQ(rebuilt->cells[0].notes.size(),
            1U + summarized(recorder_for(scheduled_header()))[0].notes.size());
  EXPECT_THAT(rebuilt->cells[0].notes.back(), HasSubstr("rebuilt"));
}

TEST(Rebuild, EndsTheWindowWhereTheRunEnded) {
  const TemporaryFolder folder;
  const SampleLogHeader header = scheduled_header();
  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.at.intended = sample.at.dispatched = sample.at.sent = core::Stamp(seconds{2});
  sample.at.closed = core::Stamp(seconds{11});
  std::string line;
  append_sample_line(sample, sample_fields_of(header.cells[0]), line);
  folder.write("samples.jsonl", encode_sample_log_header(header) + line + "\n");
  folder.write("scenario.json", kScenario);
  const auto rebuilt = rebuild_run(folder.path().string());
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  EXPECT_DOUBLE_EQ(rebuilt->run.duration_s, 11);
  EXPECT_DOUBLE_EQ(rebuilt->cells[0].figures.window_end_s, 11);
  EXPECT_DOUBLE_EQ(rebuilt->cells[0].figures.requests_per_s, 0.1) << "not 1 in 60 s";
}

TEST(Rebuild, TakesFilesCutAtAnyByte) {
  const TemporaryFolder whole;
  leave_files(whole, 30);
  const std::string samples = read_file(whole.file("samples.jsonl")).value();
  const std::string histograms = read_file(whole.file("histograms.hlog")).value();
  const std::size_t first_line = samples.find('\n') + 1;
  for (std::size_t i = 0; i < 100; ++i) {
    const TemporaryFolder folder;
    folder.write("scenario.json", kScenario);
    const std::string kept = samples.substr(0, first_line + (samples.size() - first_line) * i / 99);
    folder.write("samples.jsonl", kept);
    folder.write("histograms.hlog", histograms.substr(0, histograms.size() * i / 99));
    const auto rebuilt = rebuild_run(folder.path().string());
    ASSERT_TRUE(rebuilt) << rebuilt.error().message;
    std::int64_t counted = 0;
    for (const CellResult& cell : rebuilt->cells) {
      counted += cell.counters.offered() + cell.warmup.offered();
    }
    EXPECT_EQ(counted, std::count(kept.begin(), kept.end(), '\n') - 1);
  }
}

TEST(Rebuild, SaysThatIclIsMissing) {
  struct Row {
    const char* what;
    std::string histograms;
  };
  const std::vector<Row> rows = {
      {"does not exist", ""},
      {"is of another run", encode_hlog_header({full_header().epoch + 5, {}})},
      {"not whole", encode_hlog_header({full_header().epoch, {}}) + "garbage\n"}};
  for (const Row& row : rows) {
    const TemporaryFolder folder;
    folder.write("scenario.json", kScenario);
    folder.write("samples.jsonl", encode_sample_log_header(scheduled_header()));
    if (!row.histograms.empty()) folder.write("histograms.hlog", row.histograms);
    const auto rebuilt = rebuild_run(folder.path().string());
    ASSERT_TRUE(rebuilt) << rebuilt.error().message;
    const std::string& note = rebuilt->cells[0].notes.back();
    EXPECT_THAT(note, HasSubstr("icl is not")) << row.what;
  }
}

TEST(Rebuild, PassesOverSeriesThatTheRunDoesNotHave) {
  const TemporaryFolder folder;
  folder.write("scenario.json", kScenario);
  folder.write("samples.jsonl", encode_sample_log_header(scheduled_header()));
  std::string log = encode_hlog_header({full_header().epoch, {}});
  HlogLine line;
  line.histogram.record(5);
  for (const char* tag : {"cell=2;metric=icl;block=0", "cell=0;metric=icl;block=20",
                          "cell=0;metric=ttft;block=0", "mine", "cell=0;metric=icl;block=19"}) {
    line.tag = tag;
    EXPECT_TRUE(append_hlog_line(line, log));
  }
  folder.write("histograms.hlog", log);
  const auto rebuilt = rebuild_run(folder.path().string());
  ASSERT_TRUE(rebuilt) << rebuilt.error().message;
  ASSERT_EQ(rebuilt->cells[0].metrics.size(), 1U);
  EXPECT_EQ(rebuilt->cells[0].metrics.at(MetricId::icl).count, 1);
}

TEST(Rebuild, NeedsSamplesAndScenario) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(rebuild_run(path).error().code, ErrorCode::kNotFound);
  folder.write("samples.jsonl", encode_sample_log_header(scheduled_header()));
  const auto without_scenario = rebuild_run(path);
  ASSERT_FALSE(without_scenario);
  EXPECT_THAT(without_scenario.error().message, HasSubstr("scenario.json"));
  folder.write("scenario.json", "{ not json");
  EXPECT_FALSE(rebuild_run(path));
  folder.write("scenario.json", "[]");
  EXPECT_TRUE(rebuild_run(path)) << "settings of no use are no reason to give up the figures";
}

TEST(Rebuild, RefusesMoreBlocksThanMemoryHolds) {
  const TemporaryFolder folder;
  SampleLogHeader header = scheduled_header();
  header.schedules[0].plan.blocks = 2'000'000'000;
  folder.write("scenario.json", kScenario);
  folder.write("samples.jsonl", encode_sample_log_header(header));
  const auto rebuilt = rebuild_run(folder.path().string());
  ASSERT_FALSE(rebuilt);
  EXPECT_EQ(rebuilt.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace orbench::results
