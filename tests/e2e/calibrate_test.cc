#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"
#include "tests/support/json_schema.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class Calibrate : public Orbench {
 protected:
  [[nodiscard]] std::string kept() const { return read("state/orbench/calibration.json"); }
  /// The text report of a short run.
  [[nodiscard]] support::ProcessResult report_of(const std::string& name) const {
    const std::string file = write("s.json", scenario(R"({"arrivals":"closed","requests":20})"));
    return run(name, {file});
  }
};

TEST_F(Calibrate, KeepsWhatItFoundAndLaterRunsQuoteIt) {
  const auto before = report_of("before");
  EXPECT_THAT(before.out, HasSubstr("not calibrated"));
  EXPECT_FALSE(summary("before")["client"].contains("calibration"));

  const auto done = orbench({"calibrate", "--quick", "--format", "json"});
  const json printed = json::parse(done.out, nullptr, false);
  ASSERT_TRUE(printed.is_object()) << done.out << done.err;
  EXPECT_EQ(json::parse(kept(), nullptr, false), printed);
  std::ostringstream schema;
  schema << std::ifstream(ORBENCH_SOURCE_DIR "/results/schema/calibration.v1.json").rdbuf();
  EXPECT_EQ(support::schema_offences(json::parse(schema.str(), nullptr, false), printed), "");

  const json& found = printed["machines"][0];
  // A busy machine may well be noisy here; what the verdict means for the caller is fixed.
  EXPECT_EQ(done.exit_code, found["verdict"] == "broken" ? 1 : 0) << done.out;
  EXPECT_EQ(found["quick"], true);
  EXPECT_EQ(found["pacing"]["planned"], 60);
  ASSERT_FALSE(found["stamps"].empty());
  const json& callback = found["stamps"].back();
  EXPECT_EQ(callback["stamps"], "callback");
  EXPECT_EQ(callback["instants"], 2 * 15) << "the first and the last token of each stream";
  EXPECT_EQ(callback["ttft_quantiles"].size(), 3U);
  EXPECT_GT(found["stall"]["response_p99_ms"], found["stall"]["service_p99_ms"]);

  const auto after = report_of("after");
  EXPECT_THAT(after.out, HasSubstr("client error: "));
  EXPECT_THAT(after.out, Not(HasSubstr("not calibrated")));
  const json client = summary("after")["client"];
  EXPECT_EQ(client["calibration"]["date"], found["date"]);
  for (const json& kind : found["stamps"]) {
    if (kind["stamps"] != client["stamps"]) continue;
    EXPECT_EQ(client["calibration"]["stamp_error_p99_us"], kind["p99_us"]);
  }
  EXPECT_THAT(read("after/summary.json"), Not(HasSubstr("\"host\""))) << "no run names the host";
}

TEST_F(Calibrate, ADamagedFileIsAWarningAndNoError) {
  write("state/orbench/calibration.json", "{ \"schema\": \"orbench.cal");
  const auto done = report_of("r");
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("warning"));
  EXPECT_THAT(done.err, HasSubstr("orbench calibrate"));
  EXPECT_THAT(done.out, HasSubstr("not calibrated"));
}

}  // namespace
}  // namespace orbench::e2e
