#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/rebuild.h"
#include "results/run_folder.h"
#include "results/sample_log_header.h"
#include "tests/results/full_run.h"
#include "tests/results/full_sample.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using support::TemporaryFolder;
using testing::HasSubstr;

TEST(LoadOrRebuild, KeepsASummaryOfTheSameRun) {
  const TemporaryFolder folder;
  folder.write("scenario.json", "{}");
  folder.write("samples.jsonl", encode_sample_log_header(full_header()));
  StoredRun run = full_run();
  RunResult& result = run.result;
  result.run.epoch = full_header().epoch;
  folder.write("summary.json", encode_summary(result, run.verdict));
  const auto loaded = load_or_rebuild_run(folder.path().string());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->rebuilt, "");
  EXPECT_EQ(loaded->run.result.run.stopped_by, result.run.stopped_by);

  result.run.epoch += 100;
  folder.write("summary.json", encode_summary(result, run.verdict));
  const auto stale = load_or_rebuild_run(folder.path().string());
  ASSERT_TRUE(stale) << stale.error().message;
  EXPECT_THAT(stale->rebuilt, HasSubstr("another run"));
  EXPECT_EQ(stale->run.result.run.stopped_by, "kill");
  EXPECT_EQ(load_or_rebuild_run(folder.file("summary.json"))->rebuilt, "")
      << "a file that was asked for is what is read";
}

TEST(LoadOrRebuild, SaysWhyAFolderCannotBeReported) {
  const TemporaryFolder folder;
  const auto loaded = load_or_rebuild_run(folder.path().string());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(loaded.error().message, HasSubstr("no summary.json"));
  EXPECT_THAT(loaded.error().message, HasSubstr("samples.jsonl does not exist"));
  EXPECT_FALSE(load_or_rebuild_run(folder.file("none")));
  folder.write("summary.json", "{");
  EXPECT_EQ(load_or_rebuild_run(folder.path().string()).error().code, ErrorCode::kParse)
      << "a summary that is there and damaged is not passed over";
}

}  // namespace
}  // namespace orbench::results
