// Other libraries read our histogram logs, and we read theirs.

#include <cmath>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "results/histogram_log.h"
#include "results/hlog.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using std::chrono::seconds;

constexpr double kEpoch = 1769860800.25;

/// What the tools print of an interval.
std::string describe(const HlogLine& line, double base) {
  const auto ms = [](double s) { return std::llround(s * 1000.0); };
  std::string out =
      fmt::format("{}\t{}\t{}\t{}", line.tag.empty() ? "NO TAG" : line.tag, ms(base + line.start_s),
                  ms(base + line.start_s + line.length_s), line.histogram.count());
  for (const double p : {50.0, 95.0, 99.0, 99.9, 100.0}) {
    out += fmt::format("\t{}", line.histogram.value_at(core::Percentile{p}));
  }
  return out + "\n";
}

std::string described(const std::string& path) {
  std::string lines;
  std::vector<HlogLine> all;
  const auto base = read_hlog(path, {[&](const HlogLine& line) { all.push_back(line); }});
  EXPECT_TRUE(base) << base.error().message;
  for (const HlogLine& line : all) lines += describe(line, base.value_or(0));
  return lines;
}

struct Tool {
  const char* name;
  bool needs_packages = false;  ///< from the npm registry
  std::vector<std::string> command;
};

std::vector<Tool> tools() {
  std::vector<Tool> out;
#ifdef ORBENCH_HDR_NODE
  out.push_back({"JavaScript", true, {ORBENCH_HDR_NODE, ORBENCH_HDR_FOLDER "/hdr.mjs"}});
#endif
#ifdef ORBENCH_HDR_JAVA
  out.push_back(
      {"Java", false, {ORBENCH_HDR_JAVA, "-cp", ORBENCH_HDR_JAR, ORBENCH_HDR_FOLDER "/Hdr.java"}});
#endif
  return out;
}

class HdrTool : public testing::TestWithParam<Tool> {
 protected:
  /// What install.cmake left says why there are no packages to run.
  void SetUp() override {
    std::ifstream missing(ORBENCH_HDR_FOLDER "/not_installed.txt");
    std::string reason;
    if (GetParam().needs_packages && std::getline(missing, reason)) GTEST_SKIP() << reason;
  }
  support::ProcessResult use(const std::string& what, const std::string& file) const {
    std::vector<std::string> command = GetParam().command;
    command.push_back(what);
    command.push_back(file);
    return support::run_process(command);
  }
  support::TemporaryFolder folder_;
};

TEST_P(HdrTool, ReadsOurLog) {
  const std::string path = folder_.file("ours.hlog");
  CellIdentity cell;
  cell.workload = "chat, short";
  const auto log = HistogramLog::open(path, {kEpoch, {cell}}, 1);
  ASSERT_TRUE(log) << log.error().message;
  core::Rng rng(1, "conformance");
  metrics::Interval interval;
  interval.start = seconds{1};
  interval.end = seconds{9};
  for (std::int32_t block = 0; block < 2; ++block) {
    for (const metrics::MetricInfo& metric : metrics::all_metrics()) {
      // As many as make a rank of every percentile above: libraries round ranks differently.
      for (int i = 0; i < 10'007; ++i) {
        interval.sets[{0, block}].record(metric.id, std::exp(rng.uniform() * 10.0 - 2.0));
      }
    }
  }
  (*log)->sink(0).take(std::move(interval));
  ASSERT_TRUE((*log)->close());
  const auto read = use("read", path);
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_EQ(read.out, described(path));
  EXPECT_THAT(read.out, testing::HasSubstr("cell=0;metric=icl;block=1\t1769860801250\t"));
}

TEST_P(HdrTool, WritesLogsThatWeRead) {
  const std::string path = folder_.file("theirs.hlog");
  const auto written = use("write", path);
  ASSERT_EQ(written.exit_code, 0) << written.err;
  EXPECT_THAT(written.out, testing::HasSubstr("A\t1769860800250\t1769860801249\t10007\t"));
  EXPECT_EQ(described(path), written.out);
}

INSTANTIATE_TEST_SUITE_P(Every, HdrTool, testing::ValuesIn(tools()),
                         [](const auto& tool) { return std::string(tool.param.name); });

}  // namespace
}  // namespace orbench::results
