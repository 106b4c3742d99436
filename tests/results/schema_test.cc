#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/codec.h"
#include "results/run_folder.h"
#include "results/sample_log.h"
#include "results/sample_log_header.h"
#include "tests/results/full_run.h"
#include "tests/results/full_sample.h"
#include "tests/support/json_schema.h"

namespace orbench::results {
namespace {

using nlohmann::json;

json published(const std::string& name) {
  const auto text = read_file(std::string(ORBENCH_SOURCE_DIR) + "/results/schema/" + name);
  return text ? json::parse(*text, nullptr, false) : json();
}

/// The schema with every object closed, so that a key which it does not describe is an offence.
/// Readers are told to ignore such keys; writers are not to make them up.
json closed(json schema) {
  if (schema.is_object()) {
    const bool combined = schema.contains("allOf");  // its parts would refuse each other's keys
    if (combined) schema.erase("allOf");
    if (schema.contains("properties") && !combined) schema["additionalProperties"] = false;
  }
  if (schema.is_structured()) {
    for (auto& part : schema) part = closed(part);
  }
  return schema;
}

/// Empty when `document` is valid, else what is wrong with it.
std::string offences(const json& schema, const std::string& document) {
  return support::schema_offences(schema, json::parse(document, nullptr, false));
}

std::string encoded(const StoredRun& run) { return encode_summary(run.result, run.verdict); }

std::string line(const metrics::Sample& sample) {
  std::string out;
  append_sample_line(sample, sample_fields_of({}), out);
  return out;
}

TEST(SummarySchema, AcceptsWhatIsWritten) {
  const json schema = published("summary.v1.json");
  EXPECT_EQ(offences(schema, encoded(full_run())), "");
  EXPECT_EQ(offences(schema, encoded({})), "");
}

TEST(SummarySchema, DescribesEveryKeyThatIsWritten) {
  EXPECT_EQ(offences(closed(published("summary.v1.json")), encoded(full_run())), "");
}

TEST(SummarySchema, RefusesWhatIsNotAsDescribed) {
  const json schema = published("summary.v1.json");
  const json good = json::parse(encoded(full_run()), nullptr, false);
  for (const char* pointer :
       {"/schema", "/run/seed", "/verdict/status", "/cells/0/metrics/ttft/unit",
        "/cells/0/requests/outcomes/ok", "/totals/offered", "/client/stamps"}) {
    json bad = good;
    bad[json::json_pointer(pointer)] = "nonsense";
    EXPECT_NE(offences(schema, bad.dump()), "") << pointer;
  }
  for (const char* key : {"tool", "cells", "checks", "searches", "client"}) {
    json bad = good;
    bad.erase(key);
    EXPECT_NE(offences(schema, bad.dump()), "") << key;
  }
}

TEST(SamplesSchema, AcceptsWhatIsWritten) {
  const json schema = closed(published("samples.v1.json"));
  EXPECT_EQ(offences(schema, encode_sample_log_header(full_header())), "");
  EXPECT_EQ(offences(schema, line(full_sample())), "");
  EXPECT_EQ(offences(schema, line({})), "") << "a sample that was never sent";
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    metrics::Sample sample = any_sample(seed);
    EXPECT_EQ(offences(schema, line(sample)), "") << seed;
  }
}

TEST(SamplesSchema, RefusesWhatIsNotAsDescribed) {
  const json schema = published("samples.v1.json");
  const json good = json::parse(line(full_sample()), nullptr, false);
  for (const char* key : {"outcome", "phase", "sent_us", "events", "provider", "good"}) {
    json bad = good;
    bad[key] = json::array();
    EXPECT_NE(offences(schema, bad.dump()), "") << key;
  }
}

}  // namespace
}  // namespace orbench::results
