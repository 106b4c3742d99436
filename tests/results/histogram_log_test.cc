#include "results/histogram_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/metrics/recorder.h"
#include "tests/results/full_sample.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::Duration;
using metrics::Interval;
using metrics::MetricId;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::TemporaryFolder;
using testing::HasSubstr;

Interval interval(Duration start, Duration end, MetricId metric, double ms,
                  std::int32_t block = 0) {
  Interval out;
  out.start = start;
  out.end = end;
  out.sets[{0, block}].record(metric, ms);
  return out;
}

std::vector<HlogLine> lines_of(const std::string& path) {
  std::vector<HlogLine> out;
  const auto read = read_hlog(path, {[&](const HlogLine& line) { out.push_back(line); }});
  EXPECT_TRUE(read) << read.error().message;
  return out;
}

/// Opens a log, lets `fill` use it, closes it and gives its lines.
template <class Fill>
std::vector<HlogLine> logged(int workers, Fill fill) {
  const TemporaryFolder folder;
  const std::string path = folder.file("histograms.hlog");
  auto log = HistogramLog::open(path, {full_header().epoch, full_header().cells}, workers);
  EXPECT_TRUE(log) << log.error().message;
  if (!log) return {};
  fill(**log);
  const auto closed = (*log)->close();
  EXPECT_TRUE(closed) << closed.error().message;
  return lines_of(path);
}

constexpr int kBlocks = 21;

metrics::Recorder two_cells() {
  const metrics::Recorder::CellPlan plan{{Duration{0}, seconds{60}}, kBlocks};
  return metrics::Recorder({plan, plan});
}

TEST(HistogramLog, LinesOfASeriesAddUpToItsHistogram) {
  metrics::Recorder whole = two_cells();
  const auto lines = logged(2, [&](HistogramLog& log) {
    std::vector<metrics::Recorder> recorders;
    for (int worker = 0; worker < 2; ++worker) recorders.push_back(two_cells());
    const auto work = [&](int worker) {
      metrics::Recorder& recorder = recorders[static_cast<std::size_t>(worker)];
      recorder.keep_intervals();
      for (std::uint64_t i = 0; i < 3000; ++i) {
        const std::vector<std::uint32_t> gaps{static_cast<std::uint32_t>(i % 50) * 1000};
        recorder.add(any_sample(i * 2 + static_cast<std::uint64_t>(worker)), {gaps});
        if (i % 100 == 99) {
          log.sink(worker).take(recorder.take_interval(milliseconds{static_cast<int>(i)}));
        }
      }
    };
    {
      const std::jthread first(work, 0);
      const std::jthread second(work, 1);
    }
    for (const auto& recorder : recorders) whole.merge(recorder);
  });
  std::map<HlogSeries, metrics::Histogram> sums;
  for (const HlogLine& line : lines) {
    const auto series = parse_hlog_tag(line.tag);
    ASSERT_TRUE(series) << line.tag;
    sums.try_emplace(*series, line.histogram.range()).first->second.merge(line.histogram);
  }
  std::size_t found = 0;
  for (std::uint32_t cell = 0; cell < 2; ++cell) {
    for (std::int32_t block = 0; block < kBlocks; ++block) {
      const auto& set = whole.cells()[cell].blocks[static_cast<std::size_t>(block)].ok;
      for (const metrics::MetricInfo& metric : metrics::all_metrics()) {
        const metrics::Histogram* expected = set.find(metric.id);
        if (expected == nullptr) continue;
        ++found;
        const metrics::Histogram& sum = sums[{cell, metric.id, block}];
        EXPECT_EQ(sum.count(), expected->count()) << metric.name;
        expected->for_each([&](std::size_t slot, std::int64_t count) {
          EXPECT_EQ(sum.count_in(slot), count) << metric.name;
        });
      }
    }
  }
  EXPECT_EQ(found, sums.size());
  EXPECT_GT(found, 200U);
}

TEST(HistogramLog, AddsWorkersUpIntoOneLine) {
  const auto lines = logged(2, [](HistogramLog& log) {
    log.sink(0).take(interval(seconds{1}, seconds{2}, MetricId::ttft, 5));
    log.sink(1).take(interval(milliseconds{1500}, milliseconds{2500}, MetricId::ttft, 80));
  });
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].tag, "cell=0;metric=ttft;block=0");
  EXPECT_DOUBLE_EQ(lines[0].start_s, 1.0);
  EXPECT_DOUBLE_EQ(lines[0].length_s, 1.5);
  EXPECT_DOUBLE_EQ(lines[0].max, 80.0) << "in the metric's unit, exact";
  EXPECT_EQ(lines[0].histogram.count(), 2);
}

TEST(HistogramLog, KeepsBlocksApart) {
  const auto lines = logged(1, [](HistogramLog& log) {
    log.sink(0).take(interval(seconds{1}, seconds{2}, MetricId::ttft, 5, 0));
    log.sink(0).take(interval(seconds{2}, seconds{3}, MetricId::ttft, 5, 1));
  });
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].tag, "cell=0;metric=ttft;block=1");
}

/// Waits until the writer's own thread has written so many lines.
void wait_for_lines(const std::string& path, std::size_t count) {
  while (lines_of(path).size() < count) std::this_thread::yield();
}

TEST(HistogramLog, WritesAtOnceWhatNoSampleHolds) {
  const TemporaryFolder folder;
  const std::string path = folder.file("h.hlog");
  const auto log = HistogramLog::open(path, {1.0, {}}, 1);
  ASSERT_TRUE(log);
  Interval both = interval(seconds{0}, milliseconds{300}, MetricId::icl, 5);
  both.sets[{0, 0}].record(MetricId::ttft, 90);
  (*log)->sink(0).take(std::move(both));
  wait_for_lines(path, 1);
  EXPECT_EQ(lines_of(path).back().tag, "cell=0;metric=icl;block=0");
  (*log)->close();
  EXPECT_EQ(lines_of(path).back().tag, "cell=0;metric=ttft;block=0") << "which could wait";
}

TEST(HistogramLog, LetsNoLineCoverMoreThanTenSeconds) {
  const TemporaryFolder folder;
  const std::string path = folder.file("h.hlog");
  const auto log = HistogramLog::open(path, {1.0, {}}, 1);
  ASSERT_TRUE(log);
  (*log)->sink(0).take(interval(seconds{0}, milliseconds{300}, MetricId::ttft, 5));
  (*log)->sink(0).take(interval(milliseconds{8900}, milliseconds{9200}, MetricId::ttft, 5));
  wait_for_lines(path, 1);
  (*log)->sink(0).take(interval(milliseconds{9200}, milliseconds{9500}, MetricId::ttft, 5));
  (*log)->close();
  const auto lines = lines_of(path);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].histogram.count(), 2);
  EXPECT_LT(lines[0].length_s, 10.0);
  EXPECT_EQ(lines[1].histogram.count(), 1);
}

TEST(HistogramLog, IsReadableByItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder.file("h.hlog");
  ASSERT_TRUE(HistogramLog::open(path, {}, 1));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(HistogramLog, SaysAtOnceThatItsFileCannotBe) {
  const auto missing = HistogramLog::open("no/such/h.hlog", {}, 1);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("no/such/h.hlog"));
  const auto full = HistogramLog::open("/dev/full", {}, 1);
  ASSERT_FALSE(full);
  EXPECT_THAT(full.error().message, HasSubstr("No space left"));
}

TEST(HistogramLog, LosesNothingToASlowDisk) {
  const TemporaryFolder folder;
  const std::string path = folder.file("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  // A pipe that nobody reads is a disk that has stopped.
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  const auto log = HistogramLog::open(path, {1.0, {}}, 1);
  ASSERT_TRUE(log) << log.error().message;
  constexpr std::int64_t kIntervals = 20'000;
  for (std::int64_t i = 0; i < kIntervals; ++i) {
    (*log)->sink(0).take(interval(milliseconds{i}, milliseconds{i + 1}, MetricId::icl,
                                  static_cast<double>(1 + i % 100), static_cast<int>(i % 900)));
  }
  ::fcntl(reader, F_SETFL, 0);
  std::string text;
  std::jthread drain([&] {
    std::array<char, 4096> buffer{};
    for (ssize_t got = 1; got > 0;) {
      got = ::read(reader, buffer.data(), buffer.size());
      if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    }
  });
  EXPECT_TRUE((*log)->close());
  drain.join();
  ::close(reader);
  std::int64_t count = 0;
  for (const HlogLine& line : lines_of(folder.write("copy", text))) count += line.histogram.count();
  EXPECT_EQ(count, kIntervals);
}

}  // namespace
}  // namespace orbench::results
