#include "harness/run/discovery_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::run {
namespace {

using core::Json;
using testing::ElementsAre;

TEST(DiscoveryJson, ReadsEndpointRowsWithTheirUnits) {
  const auto rows = endpoint_rows(parse_reply(R"({"data":{"id":"a/m","endpoints":[
    {"provider_name":"Near","tag":"near/eu","quantization":"fp8","context_length":4096,
     "max_completion_tokens":null,"status":-2,"uptime_last_30m":99.5,
     "pricing":{"prompt":"0.000002","completion":"0.000004","request":"0","discount":0.25},
     "supported_parameters":["seed"],
     "latency_last_30m":{"p50":190,"p75":240,"p90":310,"p99":500},"throughput_last_30m":null}]}})")
                                      .get(),
                                  "a/m");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].model, "a/m");
  EXPECT_EQ(rows[0].prices.at("prompt"), 1.5e-6) << "the discount is taken off";
  EXPECT_EQ(rows[0].prices.count("discount"), 0U);
  EXPECT_FALSE(rows[0].max_completion_tokens.has_value());
  EXPECT_EQ(rows[0].status, -2);
  EXPECT_EQ(rows[0].latency_ms->at(2), 310);
  EXPECT_FALSE(rows[0].throughput.has_value());
}

TEST(DiscoveryJson, GivesNoRowsForWhatHoldsNoTable) {
  for (const char* text : {"", "[]", "{}", R"({"data":[]})", R"({"data":{"endpoints":{}}})",
                           R"({"data":{"endpoints":[7,null]}})", R"({"error":{"code":500}})"}) {
    const auto reply = parse_reply(text);
    for (const auto& row : endpoint_rows(reply.get(), "a/m")) EXPECT_EQ(row.tag, "") << text;
    EXPECT_EQ(canonical_slug(reply.get()), "") << text;
    EXPECT_TRUE(provider_rows(reply.get()).empty()) << text;
  }
}

TEST(DiscoveryJson, MarksListsOnlyWhereTheListWasHad) {
  std::vector<results::EndpointRow> rows(2);
  rows[0].model = rows[1].model = "a/m";
  rows[0].tag = "near";
  rows[1].tag = "far";
  mark_zdr(parse_reply("{}").get(), rows);
  EXPECT_FALSE(rows[0].zdr.has_value());
  mark_zdr(parse_reply(R"({"data":[{"model_id":"a/m","tag":"near"}]})").get(), rows);
  EXPECT_EQ(rows[0].zdr, true);
  EXPECT_EQ(rows[1].zdr, false);
}

TEST(DiscoveryJson, ReadsWhomEachStepRemoved) {
  const auto probe = probe_row(parse_reply(R"({"error":{"code":404,"message":
    "No endpoints found for a/m. Every candidate endpoint was removed during routing: Filter by Data Policy removed thrift/fp8 (trains), solo; Filter by Fallback removed near/eu, far.",
    "metadata":{"failed_routing_step":"Filter by Fallback"}}})")
                                   .get(),
                               404);
  EXPECT_EQ(probe.failed_step, "Filter by Fallback");
  ASSERT_EQ(probe.removed.size(), 2U);
  EXPECT_EQ(probe.removed[0].step, "Filter by Data Policy");
  EXPECT_THAT(probe.removed[0].tags, ElementsAre("thrift/fp8", "solo"));
  EXPECT_THAT(probe.removed[1].tags, ElementsAre("near/eu", "far"));
}

TEST(DiscoveryJson, ReadsAGenerationRecord) {
  EXPECT_FALSE(generation_row(parse_reply(R"({"error":{}})").get()).has_value());
  const auto row = generation_row(parse_reply(R"({"data":{"id":"gen-1","provider_name":null,
    "generation_time":900,"native_tokens_prompt":12,"service_tier":"flex"}})")
                                      .get());
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->provider, "");
  EXPECT_EQ(row->generation_ms, 900);
  EXPECT_EQ(row->tier, "flex");
  EXPECT_FALSE(row->cost_usd.has_value());
}

}  // namespace
}  // namespace orbench::run
