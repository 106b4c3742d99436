#include "results/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/run_folder.h"
#include "tests/support/json_schema.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using nlohmann::json;
using testing::HasSubstr;

Calibration calibration_of(const std::string& host) {
  Calibration out;
  out.date = "2026-01-30T09:00:00.000Z";
  out.version = "0.1.0";
  out.build = "optimised";
  out.quick = true;
  out.machine = {host, "a fast one", "Linux 6.1 x86_64"};
  out.pacing = {1000, 5000, 4998, -0.0004, 12.5, 84.5, {CalibrationVerdict::kNoisy, "late"}};
  out.stamps = {
      {"kernel", 1000, 3, 9.5, 31.5, 120, {{50, 20, 20.5, 0.025}, {99, 40, 38, -0.05}}, {}},
      {"callback", 1000, 0, 19.5, 61.5, 220, {}, {}}};
  out.stall = {2000, 10, 1, 900, 903.5, 1.5, {}};
  return out;
}

std::string keep(const support::TemporaryFolder& folder, const Calibration& calibration) {
  const std::string path = folder.file("state/orbench/calibration.json");
  std::optional<core::Error> discarded;
  EXPECT_TRUE(store_calibration(path, calibration, discarded));
  EXPECT_FALSE(discarded);
  return path;
}

TEST(Calibration, ReadsBackEverythingItWrites) {
  const std::string text = encode_calibrations({calibration_of("a"), Calibration{}});
  const auto back = decode_calibrations(text);
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->size(), 2U);
  EXPECT_EQ(encode_calibrations(*back), text);
  EXPECT_EQ((*back)[0].stamps[0].quantiles[1].error, -0.05);
  EXPECT_EQ((*back)[0].pacing.end.note, "late");
}

TEST(Calibration, IsAsBadAsItsWorstPart) {
  Calibration calibration = calibration_of("a");
  EXPECT_EQ(calibration.verdict(), CalibrationVerdict::kNoisy);
  calibration.stamps[1].end.verdict = CalibrationVerdict::kBroken;
  EXPECT_EQ(calibration.verdict(), CalibrationVerdict::kBroken);
}

TEST(Calibration, IsQuotedByTheStampsOfTheRun) {
  const ClientCalibration kernel = quote(calibration_of("a"), "kernel");
  EXPECT_EQ(kernel.stamp_error_p99_us, 31.5);
  EXPECT_EQ(kernel.percentile_error, -0.05) << "the largest by size";
  EXPECT_EQ(kernel.send_lag_p99_us, 84.5);
  EXPECT_EQ(kernel.rate_error, -0.0004);
  EXPECT_TRUE(kernel.quick);
  const ClientCalibration callback = quote(calibration_of("a"), "callback");
  EXPECT_EQ(callback.stamp_error_p99_us, 61.5);
  EXPECT_FALSE(callback.percentile_error) << "none was measured";
  EXPECT_FALSE(quote(calibration_of("a"), "unknown").stamp_error_p99_us);
}

TEST(CalibrationFile, KeepsTheLatestOfEachMachine) {
  const support::TemporaryFolder folder;
  keep(folder, calibration_of("a"));
  keep(folder, calibration_of("b"));
  Calibration later = calibration_of("a");
  later.pacing.send_lag_p99_us = 7;
  const auto stored = load_calibrations(keep(folder, later));
  ASSERT_TRUE(stored) << stored.error().message;
  ASSERT_EQ(stored->size(), 2U);
  EXPECT_EQ(find_machine(*stored, later.machine)->pacing.send_lag_p99_us, 7);
  EXPECT_NE(find_machine(*stored, calibration_of("b").machine), nullptr);
  MachineKey other = later.machine;
  other.system = "Linux 6.2 x86_64";
  EXPECT_EQ(find_machine(*stored, other), nullptr) << "another kernel is another machine";
}

TEST(CalibrationFile, DropsTheOldestOfTooManyMachines) {
  const support::TemporaryFolder folder;
  std::string path;
  for (std::size_t i = 0; i <= kMostMachines; ++i) {
    path = keep(folder, calibration_of("host" + std::to_string(i)));
  }
  const auto stored = load_calibrations(path);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->size(), kMostMachines);
  EXPECT_EQ(find_machine(*stored, calibration_of("host0").machine), nullptr);
}

TEST(CalibrationFile, DamageIsToldAndReplacedNeverFatal) {
  const std::string whole = encode_calibrations({calibration_of("a")});
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("{}"), std::string("\xFF\x00garbage", 9),
        std::string(100'000, '['), whole.substr(0, whole.size() / 2),
        std::string(R"({"schema": "orbench.calibration/2", "machines": []})"),
        std::string(R"({"schema": "orbench.calibration/1", "machines": [7]})"),
        std::string(R"({"schema": "orbench.calibration/1", "machines": [{"stamps": {}}]})")}) {
    const support::TemporaryFolder folder;
    const std::string path = folder.write("c.json", text);
    const auto stored = load_calibrations(path);
    ASSERT_FALSE(stored) << text.substr(0, 40);
    EXPECT_EQ(stored.error().code, ErrorCode::kParse) << text.substr(0, 40);
    EXPECT_THAT(stored.error().message, HasSubstr(path));
    std::optional<core::Error> discarded;
    EXPECT_TRUE(store_calibration(path, calibration_of("a"), discarded));
    EXPECT_TRUE(discarded) << text.substr(0, 40);
    EXPECT_TRUE(load_calibrations(path)) << text.substr(0, 40);
  }
}

TEST(CalibrationFile, AbsenceIsNotDamage) {
  const support::TemporaryFolder folder;
  const auto stored = load_calibrations(folder.file("none.json"));
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code, ErrorCode::kNotFound);
}

TEST(CalibrationSchema, AcceptsWhatIsWrittenAndRefusesWhatIsNot) {
  const auto text =
      read_file(std::string(ORBENCH_SOURCE_DIR) + "/results/schema/calibration.v1.json");
  ASSERT_TRUE(text);
  const json schema = json::parse(*text, nullptr, false);
  const json good = json::parse(encode_calibrations({calibration_of("a")}), nullptr, false);
  EXPECT_EQ(support::schema_offences(schema, good), "");
  for (const char* pointer : {"/schema", "/machines/0/verdict", "/machines/0/stamps/0/instants",
                              "/machines/0/stall/expected_p99_ms", "/machines/0/pacing"}) {
    json bad = good;
    bad[json::json_pointer(pointer)] = "nonsense";
    EXPECT_NE(support::schema_offences(schema, bad), "") << pointer;
  }
}

}  // namespace
}  // namespace orbench::results
