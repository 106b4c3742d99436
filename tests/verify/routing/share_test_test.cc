#include "harness/verify/routing/share_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/verify/routing/binomial.h"

namespace orbench::verify::routing {
namespace {

using testing::HasSubstr;

ShareData data(int good, int bad, Share control) {
  ShareData out;
  out.seen = {good, good + bad};
  out.control = control;
  return out;
}

TEST(Binomial, GivesExactTails) {
  EXPECT_NEAR(at_most(0, 10, 0.1), 0.3486784401, 1e-10);
  EXPECT_NEAR(at_least(10, 10, 0.9), 0.3486784401, 1e-10);
  EXPECT_EQ(at_most(10, 10, 0.3), 1);
  EXPECT_EQ(at_most(9, 10, 1.0), 0);
  EXPECT_EQ(at_least(0, 0, 0.5), 1);
}

TEST(Binomial, BoundsShareOfThirtyOfThirty) {
  // The design's own example: 30 of 30 prove a share of .905 by one side of 95 %.
  EXPECT_NEAR(lower_bound(30, 30, 0.95), 0.905, 0.001);
  EXPECT_NEAR(lower_bound(59, 59, 0.95), 0.950, 0.001);
  EXPECT_EQ(upper_bound(0, 0, 0.95), 1);
  EXPECT_EQ(lower_bound(0, 0, 0.95), 0);
}

TEST(ShareTest, NeedsTheSamplesOfTheDesign) {
  struct Row {
    double unlike;
    std::int64_t needed;
  };
  for (const Row& row : {Row{1, 5}, Row{.5, 11}, Row{.33, 17}, Row{.2, 29}, Row{.1, 59},
                         Row{.05, 119}, Row{.03, 199}}) {
    EXPECT_EQ(samples_needed(1, 1 - row.unlike, 0.05), row.needed) << row.unlike;
  }
  EXPECT_EQ(samples_needed(0.8, 0.7, 0.05), std::nullopt) << "half ignored looks better";
}

TEST(ShareTest, TakesOneConfirmedBadSampleWhereAllMustBeGood) {
  ShareData seen = data(199, 1, {10, 100});
  EXPECT_EQ(judge_share(seen, {}).answer, Answer::kBroken);
  seen.confirmed = false;
  const ShareAnswer unsure = judge_share(seen, {});
  EXPECT_EQ(unsure.answer, Answer::kCannotTell);
  EXPECT_THAT(unsure.reason, HasSubstr("one source"));
  EXPECT_TRUE(unsure.contested);
}

TEST(ShareTest, SaysKeptOnlyWhenHalfIgnoredIsRefuted) {
  EXPECT_EQ(judge_share(data(200, 0, {50, 100}), {}).answer, Answer::kKept);
  const ShareAnswer few = judge_share(data(4, 0, {1, 2}), {});
  EXPECT_EQ(few.answer, Answer::kCannotTell);
}

TEST(ShareTest, DoesNotDiscriminateWhenTheRouterDoesItAnyway) {
  const ShareAnswer answer = judge_share(data(200, 0, {100, 100}), {});
  EXPECT_EQ(answer.answer, Answer::kCannotTell);
  EXPECT_FALSE(answer.discriminating);
  EXPECT_THAT(answer.reason, HasSubstr("does the same in 100 %"));
}

TEST(ShareTest, AllowsALiveRouterItsShare) {
  ShareTerms terms;
  terms.share = 0.95;
  EXPECT_EQ(judge_share(data(194, 6, {30, 100}), terms).answer, Answer::kKept);
  EXPECT_EQ(judge_share(data(130, 70, {30, 100}), terms).answer, Answer::kBroken);
}

TEST(ShareTest, SpendsNoMoreThanItsPartOfTheErrorProbabilities) {
  ShareTerms terms;
  terms.share = 0.95;
  const ShareData kept = data(25, 0, {10, 100});
  const ShareData broken = data(40, 12, {10, 100});
  ASSERT_EQ(judge_share(kept, terms).answer, Answer::kKept);
  ASSERT_EQ(judge_share(broken, terms).answer, Answer::kBroken);
  terms.alpha_broken = terms.alpha_kept = 0;
  EXPECT_EQ(judge_share(kept, terms).answer, Answer::kCannotTell);
  EXPECT_EQ(judge_share(broken, terms).answer, Answer::kCannotTell);
  terms.effect_only = true;
  EXPECT_EQ(judge_share(data(0, 200, {20, 100}), terms).answer, Answer::kCannotTell);
  terms = {};
  terms.alpha_broken = terms.alpha_kept = 0;
  EXPECT_EQ(judge_share(data(199, 1, {10, 100}), terms).answer, Answer::kBroken)
      << "a counter-example needs no error probability";
}

TEST(ShareTest, CannotTellWhenUnknownSamplesWouldDecide) {
  ShareData seen = data(60, 0, {10, 30});
  seen.unknown = 2;
  EXPECT_EQ(judge_share(seen, {}).answer, Answer::kKept) << "under 5 %";
  seen.unknown = 20;
  const ShareAnswer answer = judge_share(seen, {});
  EXPECT_EQ(answer.answer, Answer::kCannotTell);
  EXPECT_THAT(answer.reason, HasSubstr("20 samples"));
}

TEST(ShareTest, CallsASpeedSortBrokenOnlyWithoutAnyEffect) {
  ShareTerms terms;
  terms.share = 0.8;
  terms.effect_only = true;
  EXPECT_EQ(judge_share(data(40, 160, {20, 100}), terms).answer, Answer::kBroken);
  EXPECT_EQ(judge_share(data(120, 80, {20, 100}), terms).answer, Answer::kCannotTell)
      << "under the share, but there is an effect";
}

}  // namespace
}  // namespace orbench::verify::routing
