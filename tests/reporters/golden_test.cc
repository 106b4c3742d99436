#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "reporters/reporter.h"
#include "reporters/terminal_text.h"
#include "tests/support/sample_run.h"

// Goldens are written anew with ORBENCH_UPDATE_GOLDENS=1 in the environment; read the difference
// before committing it.
namespace orbench::reporters {
namespace {

std::string golden_path(const std::string& name) {
  return std::string(ORBENCH_SOURCE_DIR) + "/tests/golden/" + name;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void expect_golden(const std::string& name, const std::string& text) {
  if (std::getenv("ORBENCH_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(golden_path(name), std::ios::binary) << text;
  }
  EXPECT_EQ(read_text(golden_path(name)), text) << name;
}

std::string report(const char* format, const ReportStyle& style) {
  const results::RunResult result = support::sample_run();
  const results::Verdict verdict = support::sample_verdict();
  std::string out;
  const auto written = find_reporter(format)->write(
      {result, verdict, nullptr, "results/runs/2026-01-31T120000Z-providers"}, style, out);
  EXPECT_TRUE(written.has_value());
  return out;
}

TEST(Golden, TextAt80Columns) { expect_golden("report_80.txt", report("text", {false, 80})); }
TEST(Golden, TextAt120Columns) { expect_golden("report_120.txt", report("text", {false, 120})); }
TEST(Golden, TextAt160Columns) { expect_golden("report_160.txt", report("text", {false, 160})); }
TEST(Golden, Json) { expect_golden("report.json", report("json", {})); }

TEST(Golden, TextFitsEveryWidth) {
  for (const int width : {60, 72, 80, 100, 120, 160, 240}) {
    std::istringstream lines(report("text", {false, width}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), width) << line;
    }
  }
}

TEST(Golden, ColourAddsNothingButColour) {
  std::string colored = report("text", {true, 100});
  std::string bare;
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
      continue;
    }
    bare += colored[i];
  }
  EXPECT_NE(bare, colored);
  EXPECT_EQ(bare, report("text", {false, 100}));
}

}  // namespace
}  // namespace orbench::reporters
