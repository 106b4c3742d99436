#include "harness/core/open_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

/// How many open files the kernel's table has room for.
std::uint64_t room() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "FDSize:") continue;
    std::uint64_t size = 0;
    status >> size;
    return size;
  }
  return 0;
}

std::ptrdiff_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return std::distance(begin(files), end(files));
}

TEST(OpenFiles, MakesRoomForThemAndLeavesNoneOpen) {
  const auto limit = raise_open_files_limit();
  ASSERT_TRUE(limit.has_value());
  const std::uint64_t wanted = std::min<std::uint64_t>(2 * room(), *limit);
  const std::ptrdiff_t before = open_files();
  make_room_for_open_files(wanted);
  EXPECT_GE(room(), wanted);
  EXPECT_EQ(open_files(), before);
}

TEST(OpenFiles, MakesRoomUpToTheLimitOnly) {
  const auto limit = raise_open_files_limit();
  ASSERT_TRUE(limit.has_value());
  if (*limit > 100'000) GTEST_SKIP() << "a table that long takes megabytes";
  make_room_for_open_files(*limit + 1'000'000);
  EXPECT_GE(room(), *limit);
}

TEST(OpenFiles, NeedsNoRoomForNone) {
  const std::uint64_t before = room();
  make_room_for_open_files(0);
  EXPECT_EQ(room(), before);
}

}  // namespace
}  // namespace orbench::core
