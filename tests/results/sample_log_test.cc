#include "results/sample_log.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/results/full_sample.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using metrics::Sample;
using support::TemporaryFolder;
using testing::HasSubstr;

std::vector<Sample> read_all(const std::string& path) {
  std::vector<Sample> out;
  const auto source = open_sample_log(path);
  EXPECT_TRUE(source) << source.error().message;
  if (!source) return out;
  const auto read = (*source)->for_each([&](const Sample& sample) { out.push_back(sample); });
  EXPECT_TRUE(read) << read.error().message;
  return out;
}

Sample numbered(std::uint64_t seq, std::uint32_t cell = 0) {
  Sample sample = full_sample();
  sample.seq = seq;
  sample.cell = cell;
  return sample;
}

TEST(SampleLog, KeepsWhatEveryWorkerAddsInItsOrder) {
  const TemporaryFolder folder;
  const std::string path = folder.file("samples.jsonl");
  constexpr int kWorkers = 4;
  constexpr std::uint64_t kEach = 2000;
  auto log = SampleLog::open(path, full_header(), kWorkers);
  ASSERT_TRUE(log) << log.error().message;
  {
    std::vector<std::jthread> workers;
    for (int worker = 0; worker < kWorkers; ++worker) {
      workers.emplace_back([&sink = (*log)->sink(worker), worker] {
        for (std::uint64_t i = 0; i < kEach; ++i) {
          sink.add(numbered(i * kWorkers + static_cast<std::uint64_t>(worker)));
        }
      });
    }
  }
  ASSERT_TRUE((*log)->close());
  std::vector<std::uint64_t> next(kWorkers, 0);
  for (const Sample& sample : read_all(path)) {
    const std::uint64_t worker = sample.seq % kWorkers;
    EXPECT_EQ(sample.seq / kWorkers, next[worker]++) << "lines of one worker keep their order";
  }
  for (const std::uint64_t count : next) EXPECT_EQ(count, kEach);
}

TEST(SampleLog, IsReadableByItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder.file("samples.jsonl");
  ASSERT_TRUE(SampleLog::open(path, full_header(), 1));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(SampleLog, ClosesOnceAndByItself) {
  const TemporaryFolder folder;
  const std::string path = folder.file("samples.jsonl");
  {
    auto log = SampleLog::open(path, full_header(), 1);
    (*log)->sink(0).add(numbered(1));
    EXPECT_TRUE((*log)->close());
    EXPECT_TRUE((*log)->close());
  }
  EXPECT_EQ(read_all(path).size(), 1U);
  {
    auto log = SampleLog::open(path, full_header(), 1);
    (*log)->sink(0).add(numbered(1));
    (*log)->sink(0).add(numbered(2));
  }
  EXPECT_EQ(read_all(path).size(), 2U) << "a log that nobody closed still keeps its lines";
}

TEST(SampleLog, SaysAtOnceThatItsFileCannotBe) {
  const TemporaryFolder folder;
  const auto missing = SampleLog::open(folder.file("no/such/samples.jsonl"), full_header(), 1);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  EXPECT_THAT(missing.error().message, HasSubstr("no/such/samples.jsonl"));
  const auto full = SampleLog::open("/dev/full", full_header(), 1);
  ASSERT_FALSE(full);
  EXPECT_THAT(full.error().message, HasSubstr("No space left"));
}

/// A disk that is full at `bytes`, for as long as this lives.
class DiskLimit {
 public:
  explicit DiskLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~DiskLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  DiskLimit(const DiskLimit&) = delete;
  DiskLimit& operator=(const DiskLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(SampleLog, CountsWhatAFullDiskTook) {
  const TemporaryFolder folder;
  const std::string path = folder.file("samples.jsonl");
  constexpr std::uint64_t kLines = 500;
  core::Result<void> closed;
  {
    const DiskLimit limit(100'000);
    auto log = SampleLog::open(path, full_header(), 1);
    ASSERT_TRUE(log) << log.error().message;
    for (std::uint64_t i = 0; i < kLines; ++i) (*log)->sink(0).add(numbered(i));
    closed = (*log)->close();
    ASSERT_FALSE(closed);
    EXPECT_EQ((*log)->close().error(), closed.error()) << "asked again, it says the same";
  }
  EXPECT_EQ(closed.error().code, ErrorCode::kIo);
  EXPECT_EQ(closed.error().where, path);
  const std::size_t kept = read_all(path).size();
  EXPECT_GT(kept, 10U);
  EXPECT_LT(kept, kLines);
  EXPECT_THAT(closed.error().message,
              HasSubstr(std::to_string(kLines - kept) + " samples were not logged"));
}

TEST(SampleLog, DropsAndCountsWhatASlowDiskCannotTake) {
  const TemporaryFolder folder;
  const std::string path = folder.file("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  // A pipe that nobody reads is a disk that has stopped.
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  constexpr std::size_t kMaxPending = 200'000;
  auto log = SampleLog::open(path, full_header(), 1, kMaxPending);
  ASSERT_TRUE(log) << log.error().message;
  constexpr int kLines = 5000;
  for (int i = 0; i < kLines; ++i) (*log)->sink(0).add(numbered(static_cast<std::uint64_t>(i)));
  ::fcntl(reader, F_SETFL, 0);
  std::int64_t lines = 0;
  std::jthread drain([&] {
    std::array<char, 4096> buffer{};
    for (ssize_t got = 1; got > 0;) {
      got = ::read(reader, buffer.data(), buffer.size());
      if (got > 0) lines += std::count(buffer.begin(), buffer.begin() + got, '\n');
    }
  });
  const auto closed = (*log)->close();
  drain.join();
  ::close(reader);
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error().message, HasSubstr("the disk was slower than the load"));
  EXPECT_THAT(closed.error().message,
              HasSubstr(std::to_string(kLines - (lines - 1)) + " samples were not logged"));
}

}  // namespace
}  // namespace orbench::results
