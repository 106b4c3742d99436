#include "results/search_report.h"

#include <gtest/gtest.h>

#include "results/codec.h"
#include "tests/results/full_run.h"

namespace orbench::results {
namespace {

TEST(SearchReport, IsReadBackAsItWasWritten) {
  const StoredRun run = full_run();
  const auto read = decode_summary(encode_summary(run.result, run.verdict));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->result.searches.size(), 1U);
  EXPECT_EQ(read->result.searches.front(), full_search());
}

TEST(SearchReport, FindsAFigureByItsName) {
  const SearchReport report = full_search();
  ASSERT_NE(find_figure(report, "burst"), nullptr);
  EXPECT_EQ(find_figure(report, "burst")->value, 40);
  EXPECT_EQ(find_figure(report, "window"), nullptr);
}

TEST(SearchStatus, HasANameThatLeadsBack) {
  for (const SearchStatus status : {SearchStatus::kFound, SearchStatus::kNotFound,
                                    SearchStatus::kUndecided, SearchStatus::kInterrupted}) {
    EXPECT_EQ(search_status_from_name(to_string(status)), status);
  }
  EXPECT_FALSE(search_status_from_name("lost"));
}

}  // namespace
}  // namespace orbench::results
