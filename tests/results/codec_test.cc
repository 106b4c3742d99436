#include "results/codec.h"

#include <cmath>
#include <cstdlib>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/json_in.h"
#include "results/run_folder.h"
#include "results/summarize.h"
#include "tests/results/cell_builder.h"
#include "tests/results/full_run.h"

namespace orbench::results {
namespace {

using core::Json;
using metrics::MetricId;
using testing::HasSubstr;

std::string encoded(const StoredRun& run) { return encode_summary(run.result, run.verdict); }

/// The summary of full_run() with the value at `pointer` replaced.
std::string with(const std::string& pointer, Json value) {
  Json document = Json::parse(encoded(full_run()), nullptr, false);
  document[Json::json_pointer(pointer)] = std::move(value);
  return document.dump();
}

TEST(SummaryCodec, ReadsBackEverythingItWrites) {
  const std::string text = encoded(full_run());
  const auto run = decode_summary(text);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(encoded(*run), text);
  const RunResult& result = run->result;
  const RunResult expected = full_run().result;
  EXPECT_EQ(result.tool_version, expected.tool_version);
  EXPECT_EQ(result.run.seed, expected.run.seed);
  EXPECT_EQ(result.environment, expected.environment);
  EXPECT_EQ(result.settings, expected.settings);
  EXPECT_EQ(result.cells[0].identity, expected.cells[0].identity);
  EXPECT_EQ(result.cells[0].metrics, expected.cells[0].metrics);
  EXPECT_EQ(result.cells[0].failed_metrics, expected.cells[0].failed_metrics);
  EXPECT_EQ(result.cells[0].errors[0].sample_seqs, expected.cells[0].errors[0].sample_seqs);
  EXPECT_EQ(result.cells[0].counters.cost, expected.cells[0].counters.cost);
  EXPECT_EQ(result.client.loop_lag, expected.client.loop_lag);
  EXPECT_EQ(result.client.read_lag, expected.client.read_lag);
  EXPECT_EQ(run->verdict.checks[0].verdict, CheckVerdict::kFailed);
}

TEST(SummaryCodec, ReadsBackAnEmptyRun) {
  const std::string text = encoded({});
  const auto run = decode_summary(text);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(encoded(*run), text);
}

TEST(SummaryCodec, ReadsBackWhatRecordersGive) {
  CellBuilder builder;
  for (int i = 1; i <= 200; ++i) builder.ok(i * 1.37);
  builder.failed(core::Outcome::kHttpError, 3);
  StoredRun run;
  const std::vector<CellIdentity> identities(1);
  const std::vector<std::optional<double>> rates = {20.0};
  run.result.cells = summarize_cells(builder.recorder(), identities, rates);
  run.result.timeline = summarize_timeline(builder.recorder().timeline());
  const std::string text = encoded(run);
  const auto back = decode_summary(text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(encoded(*back), text);
  EXPECT_EQ(back->result.cells[0].metrics, run.result.cells[0].metrics);
}

TEST(SummaryCodec, KeepsAnySeed) {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()}) {
    StoredRun run;
    run.result.run.seed = seed;
    const auto back = decode_summary(encoded(run));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->result.run.seed, seed);
  }
}

TEST(SummaryCodec, WritesTheAgreedKeys) {
  const Json document = Json::parse(encoded(full_run()), nullptr, false);
  std::vector<std::string> keys;
  for (const auto& [key, value] : document.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("schema", "tool", "run", "environment", "settings",
                                         "verdict", "totals", "cells", "comparisons",
                                         "timeline_interval_s", "timeline", "checks", "budget",
                                         "server_view", "published", "searches", "client"));
  EXPECT_EQ(document["schema"], "orbench.summary/1");
  EXPECT_EQ(document["totals"]["offered"], 136);
  EXPECT_EQ(document["cells"][0]["errors"][0]["samples"][0], "w0-3");
  EXPECT_EQ(document["cells"][0]["metrics"]["ttft"]["unit"], "ms");
  EXPECT_EQ(document["cells"][0]["metrics"]["ttft"]["quantiles"][0]["lo"], 221.25);
  EXPECT_FALSE(document["cells"][0]["metrics"]["ttft"]["quantiles"][1].contains("all"))
      << "absent: beyond any value";
}

TEST(SummaryCodec, WritesNoNanAndNoInfinity) {
  StoredRun run = full_run();
  run.result.cells[0].figures.requests_per_s = std::numeric_limits<double>::quiet_NaN();
  run.result.cells[0].metrics[MetricId::ttft].mean = std::numeric_limits<double>::infinity();
  run.result.timeline[0].ttft_p50 = -std::numeric_limits<double>::infinity();
  run.result.client.cpu_share = {std::numeric_limits<double>::quiet_NaN()};
  const std::string text = encoded(run);
  EXPECT_THAT(text, HasSubstr("\"mean\": null"));
  const auto back = decode_summary(text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(encoded(*back), text);
}

TEST(SummaryCodec, RepairsTextThatIsNoUtf8) {
  StoredRun run = full_run();
  run.result.cells[0].providers["bad \xFF name"] = {};
  run.result.cells[0].providers["bad \xFE name"] = {};
  run.result.cells[0].errors[0].message = "cut \xE6\xBC";
  const std::string text = encoded(run);
  const auto back = decode_summary(text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(encoded(*back), text);
  EXPECT_EQ(back->result.cells[0].providers.count("bad \uFFFD name"), 1U);
}

TEST(SummaryCodec, IgnoresKeysOfOtherBuilds) {
  for (const char* pointer : {"/novelty", "/run/novelty", "/cells/0/metrics/wonder",
                              "/cells/0/requests/outcomes/vanished", "/client/novelty"}) {
    const auto run = decode_summary(with(pointer, Json::object()));
    ASSERT_TRUE(run) << pointer << ": " << run.error().message;
    EXPECT_EQ(encoded(*run), encoded(full_run())) << pointer;
  }
}

TEST(SummaryCodec, RefusesWhatItCannotTrust) {
  const struct {
    const char* pointer;
    Json value;
    const char* why;
  } rows[] = {
      {"/schema", "orbench.summary/2", "another version"},
      {"/schema", 7, "no version at all"},
      {"/run", "x", "a string for an object"},
      {"/run/seed", -1, "a negative seed"},
      {"/run/seed", 1.5, "a broken seed"},
      {"/run/epoch", "now", "a text for a number"},
      {"/run/partial", 1, "a number for a flag"},
      {"/run/tags/commit", 1, "a number for a text"},
      {"/environment", Json::array(), "a list for an object"},
      {"/verdict/status", "splendid", "an unknown name"},
      {"/cells", Json::object(), "an object for a list"},
      {"/cells/0", 1, "a number for a cell"},
      {"/cells/0/requests/outcomes/ok", 1e300, "a count beyond counting"},
      {"/cells/0/requests/outcomes/ok", std::int64_t{9'000'000'000'000'000'000},
       "a count whose sums would overflow"},
      {"/cells/0/requests/outcomes/ok", std::numeric_limits<std::int64_t>::min(), "the least one"},
      {"/cells/0/metrics/ttft/unit", "furlong", "an unknown unit"},
      {"/cells/0/metrics/ttft/quantiles/0/lo", "x", "a text for a figure"},
      {"/cells/0/errors/0/samples", Json::array({"17"}), "no sample id"},
      {"/cells/0/errors/0/samples", Json::array({"w0-"}), "an id without its number"},
      {"/cells/0/errors/0/status", 5'000'000'000, "no status"},
      {"/cells/0/notes/0", Json::array(), "a list for a text"},
      {"/client/cpu_share/1", "x", "a text for a share"},
      {"/checks/0/verdict", "perhaps", "an unknown verdict"},
  };
  for (const auto& row : rows) {
    const auto run = decode_summary(with(row.pointer, row.value));
    ASSERT_FALSE(run) << row.why;
    EXPECT_EQ(run.error().code, core::ErrorCode::kParse) << row.why;
    EXPECT_THAT(run.error().where, HasSubstr(row.pointer)) << row.why;
    EXPECT_THAT(run.error().message, HasSubstr(row.pointer)) << row.why;
  }
}

TEST(SummaryCodec, RefusesWhatIsNoSummary) {
  const std::string whole = encoded(full_run());
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
        std::string("<html>"), std::string(200'000, '['), whole.substr(0, whole.size() / 2),
        std::string(R"({"schema": "orbench.summary/1"})"),
        std::string(R"({"schema": "orbench.summary/1", "run": {}, "verdict": {}})")}) {
    const auto run = decode_summary(text);
    ASSERT_FALSE(run) << text.substr(0, 40);
    EXPECT_EQ(run.error().code, core::ErrorCode::kParse) << text.substr(0, 40);
  }
}

TEST(SummaryCodec, EveryCutOfASummaryIsAnErrorAndNoCrash) {
  const std::string whole = encoded(full_run());
  for (std::size_t cut = 0; cut + 2 < whole.size(); cut += 61) {
    EXPECT_FALSE(decode_summary(whole.substr(0, cut))) << cut;
  }
}

// The golden is written anew with ORBENCH_UPDATE_GOLDENS=1 in the environment.
TEST(SummaryCodec, KeepsTheFormatOfItsGolden) {
  const std::string path = std::string(ORBENCH_SOURCE_DIR) + "/tests/golden/summary.json";
  const std::string text = encoded(full_run());
  if (std::getenv("ORBENCH_UPDATE_GOLDENS") != nullptr) {
    ASSERT_TRUE(write_file(path, text));
  }
  const auto golden = read_file(path);
  ASSERT_TRUE(golden) << golden.error().message;
  EXPECT_EQ(text, *golden);
}

}  // namespace
}  // namespace orbench::results
