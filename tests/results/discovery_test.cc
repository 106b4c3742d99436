#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/discovery_codec.h"
#include "results/published.h"
#include "results/run_folder.h"
#include "results/server_view.h"
#include "tests/support/json_schema.h"
#include "tests/support/vector_samples.h"

namespace orbench::results {
namespace {

using testing::HasSubstr;

Discovery full_discovery() {
  EndpointRow row;
  row.model = "a/m";
  row.provider = "Near";
  row.tag = "near/eu";
  row.quantization = "fp8";
  row.prices = {{"prompt", 1e-6}, {"completion", 2e-6}};
  row.context_length = 4096;
  row.max_completion_tokens = 1024;
  row.supported_parameters = {"seed", "tools"};
  row.status = -2;
  row.uptime = 99.5;
  row.latency_ms = Percentiles{190, 240, 310, 500};
  row.throughput = Percentiles{80, 70, 60, 20};
  row.zdr = true;
  Snapshot snapshot;
  snapshot.at_s = -1.5;
  snapshot.models = {{"a/m", "a/m-20260101", false}};
  snapshot.endpoints = {row, EndpointRow{}};
  snapshot.missing = {"/endpoints/zdr: status 500"};
  Discovery out;
  out.providers = {{"Near", "near"}};
  out.snapshots = {snapshot, Snapshot{}};
  out.probes = {{2,
                 "only",
                 404,
                 "Filter by Fallback",
                 {{"Filter by Allowed Providers", {"far"}}},
                 "No endpoints found"}};
  out.generations = {
      {"w0-1", "gen-1", "Near", "a/m", "default", 180, 950, 12, 40, 0.001, {"Near"}}};
  out.missing_generations = {"w0-2"};
  return out;
}

TEST(DiscoveryCodec, GivesBackWhatItWrote) {
  const std::string text = encode_discovery(full_discovery());
  const auto read = decode_discovery(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(encode_discovery(*read), text);
  EXPECT_EQ(read->snapshots[0].endpoints[0].latency_ms->at(3), 500);
  EXPECT_FALSE(read->snapshots[0].endpoints[1].zdr.has_value());
}

TEST(DiscoveryCodec, SaysWhereAFileIsNotAsItMustBe) {
  EXPECT_FALSE(decode_discovery("[]"));
  EXPECT_FALSE(decode_discovery(R"({"schema": "orbench.summary/1"})"));
  const auto wrong = decode_discovery(
      R"({"schema": "orbench.discovery/1", "snapshots": [{"endpoints": [{"status": "down"}]}]})");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("/snapshots/0/endpoints/0/status"));
}

TEST(DiscoverySchema, AcceptsWhatIsWritten) {
  const auto text =
      read_file(std::string(ORBENCH_SOURCE_DIR) + "/results/schema/discovery.v1.json");
  ASSERT_TRUE(text);
  const auto schema = nlohmann::json::parse(*text, nullptr, false);
  const auto offences = [&](const Discovery& discovery) {
    return support::schema_offences(schema, nlohmann::json::parse(encode_discovery(discovery)));
  };
  EXPECT_EQ(offences(full_discovery()), "");
  EXPECT_EQ(offences({}), "");
}

RunResult measured(double lo, double value, double hi) {
  metrics::Distribution ttft;
  ttft.count = 400;
  ttft.quantiles = {{50, value, lo, hi, {}}};
  ProviderSummary provider;
  provider.metrics[metrics::MetricId::ttft] = ttft;
  CellResult cell;
  cell.identity.model = "a/m:nitro";
  cell.providers["Near"] = provider;
  RunResult result;
  result.cells = {cell};
  Discovery discovery = full_discovery();
  discovery.snapshots[0].endpoints.pop_back();
  discovery.snapshots[1] = discovery.snapshots[0];
  discovery.snapshots[1].endpoints[0].latency_ms = Percentiles{205, 240, 310, 500};
  result.discovery = discovery;
  return result;
}

PublishedFigure ttft_p50(const RunResult& result) {
  for (const PublishedFigure& figure : compare_with_published(result)) {
    if (figure.metric == "ttft" && figure.q == 50) return figure;
  }
  return {};
}

TEST(Published, AgreesWhereIntervalAndPublishedRangeMeet) {
  EXPECT_EQ(ttft_p50(measured(200, 210, 220)).agreement, Agreement::kAgrees);
  EXPECT_EQ(ttft_p50(measured(196, 200, 204)).agreement, Agreement::kAgrees) << "in between";
  EXPECT_EQ(ttft_p50(measured(210, 215, 220)).agreement, Agreement::kDiffers);
  EXPECT_EQ(ttft_p50(measured(150, 160, 180)).agreement, Agreement::kDiffers);
}

TEST(Published, CannotTellWithoutAnIntervalOrAClearRow) {
  EXPECT_EQ(ttft_p50(measured(100, 200, 300)).reason, "the interval is too wide");
  RunResult result = measured(200, 210, 220);
  result.cells[0].providers["Near"].metrics[metrics::MetricId::ttft].quantiles[0].lo.reset();
  EXPECT_EQ(ttft_p50(result).reason, "too few requests");
  result = measured(200, 210, 220);
  result.discovery->snapshots[0].endpoints.push_back(result.discovery->snapshots[0].endpoints[0]);
  EXPECT_THAT(ttft_p50(result).reason, HasSubstr("several endpoints"));
  result = measured(0.2, 0.21, 0.22);
  for (Snapshot& snapshot : result.discovery->snapshots) {
    snapshot.endpoints[0].latency_ms = Percentiles{0.21, 0.3, 0.4, 0.5};
  }
  EXPECT_THAT(ttft_p50(result).reason, HasSubstr("seconds"));
}

TEST(ServerView, PutsBothSidesOfTheSameRequestsBesideEachOther) {
  metrics::Sample sample;
  sample.seq = 1;
  sample.at.sent = core::Stamp(core::from_ms(1000));
  sample.at.first_answer = core::Stamp(core::from_ms(1210));
  sample.at.closed = core::Stamp(core::from_ms(2000));
  sample.usage.prompt_tokens = 12;
  sample.usage.output_tokens = 41;  // one more than was billed
  sample.usage.cost = core::Usd::from_dollars(0.001);
  support::VectorSamples samples;
  samples.samples = {sample};
  sample.seq = 2;
  samples.samples.push_back(sample);  // never found
  const auto views = server_views(full_discovery(), samples);
  ASSERT_TRUE(views);
  ASSERT_EQ(views->size(), 1U);
  const ServerView& view = views->front();
  EXPECT_EQ(view.provider, "Near");
  EXPECT_EQ(view.requests, 1);
  EXPECT_EQ(view.client_ttft_ms, 210);
  EXPECT_EQ(view.ttft_share_ms, 30);
  EXPECT_EQ(view.duration_share_ms, 50);
  EXPECT_EQ(view.tokens_differ, 1);
  EXPECT_EQ(view.cost_differs, 0);
  EXPECT_EQ(view.billed_output_tokens, 40);
}

}  // namespace
}  // namespace orbench::results
