#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"
#include "tests/support/json_schema.h"

namespace orbench::e2e {
namespace {

json published(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(ORBENCH_SOURCE_DIR "/" + path).rdbuf();
  return json::parse(text.str(), nullptr, false);
}

/// What a real run leaves, failures and warm-up included, against the schemas that are published.
class PublishedSchema : public Orbench {
 protected:
  void SetUp() override {
    Orbench::SetUp();
    const std::string file =
        write("s.json", scenario(R"({"arrivals":"poisson","rate_rps":100,"duration_s":0.5,
                                     "warmup_s":0.2,"max_in_flight":20})",
                                 R"("stream":true,)",
                                 R"("checks":[{"threshold":"ttft.p50 < 30s"}],"tags":{"a":"b"},)"));
    const auto done =
        run("r", {file, "--set", R"(target.mock.faults=["status_429_platform:0.2"])"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
};

TEST_F(PublishedSchema, DescribesTheSummaryOfARealRun) {
  const json schema = published("results/schema/summary.v1.json");
  ASSERT_TRUE(schema.is_object());
  json document = summary("r");
  EXPECT_EQ(support::schema_offences(schema, document), "");
  document["totals"].erase("offered");
  EXPECT_NE(support::schema_offences(schema, document), "") << "the schema must be able to refuse";
}

TEST_F(PublishedSchema, DescribesEveryLineOfTheSampleLog) {
  const json schema = published("results/schema/samples.v1.json");
  ASSERT_TRUE(schema.is_object());
  std::istringstream lines(read("r/samples.jsonl"));
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    ++count;
    EXPECT_EQ(support::schema_offences(schema, json::parse(line, nullptr, false)), "") << line;
  }
  EXPECT_GT(count, 40);
  EXPECT_NE(support::schema_offences(schema, json{{"cell", "zero"}}), "");
}

TEST_F(PublishedSchema, DescribesTheEffectiveScenarioOfTheRun) {
  const json schema = published("scenarios/schema/scenario.v1.json");
  EXPECT_EQ(support::schema_offences(schema, json::parse(read("r/scenario.json"))), "");
}

}  // namespace
}  // namespace orbench::e2e
