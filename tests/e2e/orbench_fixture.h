#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace orbench::e2e {

using nlohmann::json;

/// Runs the real binary in a fresh folder that goes away with the test. For the mock it holds
/// fast.json, which answers at once, and paced.json, whose tokens come one by one: its requests are
/// open long enough to be seen.
class Orbench : public testing::Test {
 protected:
  void SetUp() override;

  /// `orbench ARGUMENTS…`
  support::ProcessResult orbench(std::vector<std::string> arguments,
                                 support::ProcessOptions options = {}) const;
  /// `orbench run ARGUMENTS… --out <folder>/NAME --progress none`
  support::ProcessResult run(const std::string& name, std::vector<std::string> arguments,
                             support::ProcessOptions options = {}) const;
  [[nodiscard]] std::vector<std::string> run_arguments(const std::string& name,
                                                       std::vector<std::string> arguments) const;

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.file(name); }
  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text);
  }
  [[nodiscard]] std::string read(const std::string& name) const;
  /// summary.json of the run kept as NAME.
  [[nodiscard]] json summary(const std::string& name) const;
  /// Every line of samples.jsonl but the first.
  [[nodiscard]] std::vector<json> samples(const std::string& name) const;

  /// A chat scenario with this `load` object on a mock that answers at once.
  [[nodiscard]] static std::string scenario(const std::string& load,
                                            const std::string& request_extra = "",
                                            const std::string& top = "");
  [[nodiscard]] static std::string fast_catalog();

 private:
  support::TemporaryFolder folder_;
};

/// Asserts every sum that metrics.md promises, over totals and cells, and that the sample log holds
/// one line for each request offered.
void expect_counters_add_up(const json& summary, const std::vector<json>& samples);

}  // namespace orbench::e2e
