#include "results/compare/compare_runs.h"

#include <gtest/gtest.h>

#include "results/compare/compare_requests.h"
#include "results/compare/stored_side.h"
#include "results/run_folder.h"
#include "tests/results/simulation.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/vector_samples.h"

namespace orbench::results {
namespace {

CellIdentity chat() {
  CellIdentity out;
  out.workload = "chat";
  out.endpoint = "chat";
  out.labels = {{"stream", "true"}};
  return out;
}

/// A run of one cell on a day with its own weather.
RunDigest run(double factor, std::uint64_t day, double between_runs = 0.02) {
  core::Rng rng(day, "day");
  const double weather = std::exp(between_runs * rng.normal());
  const auto records = simulated_cells({.30, .05, .01, 20, 50}, {factor * weather}, rng);
  RunResult result;
  result.run.id = "run-" + std::to_string(day);
  result.run.seed = 7;
  result.cells.resize(1);
  result.cells[0].identity = chat();
  return digest_run(result, records);
}

std::vector<RunDigest> runs(int count, double factor, std::uint64_t first_day) {
  std::vector<RunDigest> out;
  for (int i = 0; i < count; ++i) out.push_back(run(factor, first_day + static_cast<unsigned>(i)));
  return out;
}

const ComparedFigure& p50(const Comparison& comparison) {
  const ComparedFigure& figure = comparison.pairs.at(0).figures.at(0);
  EXPECT_EQ(figure.figure, "ttft.p50");
  return figure;
}

TEST(CompareRuns, TakesTheRunAsTheUnit) {
  const ComparisonTerms terms = default_terms(false);
  const Comparison worse = compare_runs(runs(6, 1, 1), runs(2, 1.3, 50), terms);
  EXPECT_EQ(worse.design, ComparisonDesign::kRuns);
  EXPECT_EQ(p50(worse).verdict, ComparisonVerdict::kWorse);
  EXPECT_NEAR(*p50(worse).effect, 0.3, 0.08);
  EXPECT_EQ(p50(worse).units, 8);
  EXPECT_EQ(p50(compare_runs(runs(6, 1, 1), runs(1, 0.7, 50), terms)).verdict,
            ComparisonVerdict::kBetter);
}

TEST(CompareRuns, CallsAChangeUnderTheGateNoRegression) {
  const Comparison found = compare_runs(runs(8, 1, 1), runs(8, 1.05, 50), default_terms(false));
  EXPECT_NE(p50(found).verdict, ComparisonVerdict::kWorse);
}

TEST(CompareRuns, LeavesSingleRunsUndecidedHoweverFarApart) {
  const Comparison found = compare_runs(runs(1, 1, 1), runs(1, 3, 50), default_terms(false));
  EXPECT_EQ(found.design, ComparisonDesign::kSeparate);
  EXPECT_EQ(p50(found).verdict, ComparisonVerdict::kUndecided);
  EXPECT_NEAR(*p50(found).effect, 2, 0.4);
  EXPECT_TRUE(p50(found).lo && p50(found).hi);
  EXPECT_EQ(found.family, 0);
}

TEST(CompareRuns, NamesCellsOfOneSideOnly) {
  std::vector<RunDigest> base = runs(1, 1, 1);
  base[0].cells[0].identity.workload = "gone";
  const Comparison found = compare_runs(base, runs(1, 1, 2), default_terms(false));
  EXPECT_TRUE(found.pairs.empty());
  EXPECT_EQ(found.notes.size(), 2U);
}

TEST(CompareRuns, RaisesFalseAlarmsNoMoreOftenThanPromised) {
  const int repeats = repetitions(60, 1000);
  int alarms = 0;
  for (int i = 0; i < repeats; ++i) {
    const auto day = static_cast<std::uint64_t>(i) * 100;
    ComparisonTerms terms = default_terms(false);
    terms.detect = 0.001;  // the gate must not hide what the test finds
    const Comparison found = compare_runs(runs(5, 1, day), runs(2, 1, day + 50), terms);
    alarms += has_verdict(found, ComparisonVerdict::kWorse) ||
                      has_verdict(found, ComparisonVerdict::kBetter)
                  ? 1
                  : 0;
  }
  RecordProperty("false_alarms", alarms);
  EXPECT_LE(alarms, repetitions(4, 18)) << "of " << repeats;
}

TEST(Baseline, ReadsBackWhatItWrote) {
  const std::vector<RunDigest> kept = runs(2, 1, 1);
  const std::string text = encode_baseline(kept);
  const auto read = decode_baseline(text, "chat.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(encode_baseline(*read), text);
  EXPECT_EQ(read->at(1).cells.at(0).figures, kept[1].cells[0].figures);
}

TEST(Baseline, RefusesWhatIsNone) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"schema":"orbench.baseline/1"})",
        R"({"schema":"orbench.baseline/1","runs":[]})", R"({"schema":"orbench.summary/1"})",
        R"({"schema":"orbench.baseline/1","runs":[{"cells":7}]})"}) {
    EXPECT_FALSE(decode_baseline(text, "chat.json")) << text;
  }
}

metrics::Sample request(std::uint64_t seq, double ttft_ms, int blocks) {
  metrics::Sample sample;
  sample.seq = seq;
  sample.block = static_cast<std::int32_t>(seq % static_cast<unsigned>(blocks));
  sample.outcome = core::Outcome::kOk;
  sample.stream = true;
  sample.generation_id = "gen-" + std::to_string(seq % 7) + "-" + std::to_string(seq);
  sample.at.sent = core::Stamp(std::chrono::milliseconds{10});
  sample.at.first_answer = core::Stamp(std::chrono::milliseconds{10} + core::from_ms(ttft_ms));
  return sample;
}

/// One seed's scripted delays, and what this machine adds to each.
support::VectorSamples scripted_run(double factor, std::uint64_t machine) {
  support::VectorSamples out;
  core::Rng delays(1, "scripted");
  core::Rng noise(machine, "machine");
  for (std::uint64_t seq = 0; seq < 400; ++seq) {
    const double scripted = 100 * std::exp(0.6 * delays.normal());
    out.samples.push_back(request(seq, factor * scripted * (1 + 0.01 * noise.normal()), 10));
  }
  return out;
}

TEST(CompareRequests, SeesOnePercentThroughScriptedNoise) {
  const std::vector<CellIdentity> cells = {chat()};
  const support::VectorSamples base = scripted_run(1, 1);
  ComparisonTerms terms = default_terms(true);
  terms.detect = 0.01;
  const auto slower = compare_requests({cells, base}, {cells, scripted_run(1.012, 2)}, terms, 1);
  ASSERT_TRUE(slower && slower->pairs.size() == 1);
  EXPECT_EQ(slower->design, ComparisonDesign::kRequests);
  EXPECT_EQ(slower->pairs[0].figures[0].figure, "ttft.gmean");
  EXPECT_EQ(slower->pairs[0].figures[0].verdict, ComparisonVerdict::kWorse);
  const auto same = compare_requests({cells, base}, {cells, scripted_run(1, 3)}, terms, 1);
  EXPECT_EQ(same->pairs[0].figures[0].verdict, ComparisonVerdict::kEqual);
}

TEST(CompareRequests, PairsNothingThatIsNotTheSameRequest) {
  const std::vector<CellIdentity> cells = {chat()};
  support::VectorSamples other = scripted_run(1, 1);
  for (metrics::Sample& sample : other.samples) sample.generation_id += "x";
  const auto found =
      compare_requests({cells, scripted_run(1, 1)}, {cells, other}, default_terms(true), 1);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->pairs.empty());
}

TEST(StoredSide, SaysWhatAFolderWithoutRunsIs) {
  const support::TemporaryFolder folder;
  const auto found = load_digests(folder.file("nothing"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, core::ErrorCode::kNotFound);
  EXPECT_NE(found.error().message.find("holds none"), std::string::npos);
}

}  // namespace
}  // namespace orbench::results
