#include "results/run_folder.h"

#include <sys/stat.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/results/full_run.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;
using support::TemporaryFolder;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

unsigned mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    out.push_back(entry.path().filename().string());
  }
  return out;
}

TEST(RunFolder, IsMadeWithItsParents) {
  const TemporaryFolder home;
  const auto folder = create_run_folder(home.file("a/b/run"));
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_TRUE(fs::is_directory(folder->path));
  EXPECT_EQ(mode_of(folder->log()), 0600U) << "the log is the claim on the folder";
}

TEST(RunFolder, IsNeverTheFolderOfAnotherRun) {
  for (const char* file : {"scenario.json", "summary.json", "samples.jsonl", "run.log"}) {
    const TemporaryFolder home;
    home.write(std::string("run/") + file, "precious");
    const auto folder = create_run_folder(home.file("run"));
    ASSERT_FALSE(folder) << file;
    EXPECT_EQ(folder.error().code, ErrorCode::kIo) << file;
    EXPECT_THAT(folder.error().message, HasSubstr("already holds a run")) << file;
    EXPECT_EQ(*read_file(home.file(std::string("run/") + file)), "precious") << file;
  }
}

TEST(RunFolder, IsGivenToOneOfTwo) {
  const TemporaryFolder home;
  EXPECT_TRUE(create_run_folder(home.file("run")));
  EXPECT_FALSE(create_run_folder(home.file("run")));
}

TEST(RunFolder, MayHoldOtherThings) {
  const TemporaryFolder home;
  home.write("run/notes.txt", "mine");
  EXPECT_TRUE(create_run_folder(home.file("run")));
}

TEST(RunFolder, CannotBeMadeInsideAFile) {
  const TemporaryFolder home;
  home.write("file", "");
  for (const char* path : {"file", "file/run"}) {
    const auto folder = create_run_folder(home.file(path));
    ASSERT_FALSE(folder) << path;
    EXPECT_EQ(folder.error().code, ErrorCode::kIo) << path;
    EXPECT_THAT(folder.error().message, HasSubstr(path)) << path;
  }
}

TEST(DefaultRunPath, SaysWhenAndWhat) {
  EXPECT_EQ(default_run_path("quickstart", 1769860800.9),
            "results/runs/20260131T120000Z-quickstart");
}

TEST(DefaultRunPath, StaysInsideItsFolder) {
  EXPECT_EQ(default_run_path("../../etc/pass wd\n", 0),
            "results/runs/19700101T000000Z--.-..-etc-pass-wd-");
  EXPECT_EQ(default_run_path("", 0), "results/runs/19700101T000000Z-run");
  EXPECT_LT(default_run_path(std::string(5000, 'x'), 0).size(), 200U);
}

TEST(DefaultRunPath, IsUniqueAmongItsSiblings) {
  const TemporaryFolder home;
  const fs::path before = fs::current_path();
  fs::current_path(home.path());
  const std::string first = default_run_path("x", 0);
  EXPECT_TRUE(create_run_folder(first));
  EXPECT_EQ(default_run_path("x", 0), first + "-2");
  EXPECT_TRUE(create_run_folder(first + "-2"));
  EXPECT_EQ(default_run_path("x", 0), first + "-3");
  fs::current_path(before);
}

TEST(WriteFile, ReplacesAFileAsAWhole) {
  const TemporaryFolder home;
  const std::string path = home.file("summary.json");
  ASSERT_TRUE(write_file(path, "long old text"));
  ASSERT_TRUE(write_file(path, "new"));
  EXPECT_EQ(*read_file(path), "new");
  EXPECT_EQ(mode_of(path), 0600U);
  EXPECT_THAT(names_in(home.path()), testing::ElementsAre("summary.json"))
      << "no temporary file stays";
}

TEST(WriteFile, FollowsALink) {
  const TemporaryFolder home;
  home.write("real.txt", "old");
  fs::create_symlink("real.txt", home.file("link.txt"));
  ASSERT_TRUE(write_file(home.file("link.txt"), "new"));
  EXPECT_TRUE(fs::is_symlink(home.file("link.txt")));
  EXPECT_EQ(*read_file(home.file("real.txt")), "new");
}

TEST(WriteFile, SaysWhyItCannot) {
  const TemporaryFolder home;
  fs::create_directory(home.file("folder"));
  for (const std::string& path :
       {home.file("no/such/file"), home.file("folder"), std::string("/dev/full")}) {
    const auto written = write_file(path, "text");
    ASSERT_FALSE(written) << path;
    EXPECT_EQ(written.error().code, ErrorCode::kIo) << path;
    EXPECT_EQ(written.error().where, path);
  }
  EXPECT_THAT(names_in(home.path()), testing::ElementsAre("folder")) << "nothing half-done stays";
}

TEST(WriteFile, WritesIntoADevice) {
  EXPECT_TRUE(write_file("/dev/null", "text"));
  EXPECT_FALSE(fs::is_regular_file("/dev/null"));
}

TEST(ReadFile, RefusesWhatIsTooLargeOrNoFile) {
  const TemporaryFolder home;
  const std::string path = home.write("file", "12345");
  EXPECT_EQ(*read_file(path, 5), "12345");
  EXPECT_EQ(read_file(path, 4).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(read_file("/dev/zero", 1U << 20U).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(read_file(home.file("none")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read_file(path + "/below").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read_file(home.path().string()).error().code, ErrorCode::kIo);
}

TEST(LoadRun, TakesAFolderOrItsSummary) {
  const TemporaryFolder home;
  const std::string text = encode_summary(full_run().result, full_run().verdict);
  home.write("run/summary.json", text);
  for (const char* path : {"run", "run/", "run/summary.json"}) {
    const auto run = load_run(home.file(path));
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(encode_summary(run->result, run->verdict), text);
  }
}

TEST(LoadRun, SaysWhatIsMissingOrBroken) {
  const TemporaryFolder home;
  const auto missing = load_run(home.file("none"));
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  const auto empty = load_run(home.path().string());
  EXPECT_EQ(empty.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(empty.error().message, HasSubstr("no run folder"));
  home.write("summary.json", "{\"schema\":");
  const auto broken = load_run(home.path().string());
  EXPECT_EQ(broken.error().code, ErrorCode::kParse);
  EXPECT_THAT(broken.error().message, HasSubstr(home.file("summary.json")));
}

}  // namespace
}  // namespace orbench::results
