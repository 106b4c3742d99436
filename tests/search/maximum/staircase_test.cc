#include "harness/search/maximum/staircase.h"

#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::search {
namespace {

using Judge = std::function<StepVerdict(const Staircase::Trial&, int)>;

/// Gives every trial to `judge`, with its number; the trials made.
std::vector<Staircase::Trial> climb(Staircase& staircase, const Judge& judge) {
  std::vector<Staircase::Trial> trials;
  while (staircase.ending() == Staircase::Ending::kOpen && trials.size() < 500) {
    trials.push_back(staircase.next());
    staircase.on_verdict(judge(trials.back(), static_cast<int>(trials.size()) - 1));
  }
  return trials;
}

StepVerdict passes_under(double truth, const Staircase::Trial& trial) {
  if (trial.level <= truth) {
    return trial.purpose == Purpose::kAscent ? StepVerdict::kUndecided : StepVerdict::kPassed;
  }
  return StepVerdict::kFailed;
}
Judge sharp(double truth) {
  return [truth](const Staircase::Trial& trial, int) { return passes_under(truth, trial); };
}

TEST(Staircase, BracketsASharpLimitWithinTheResolution) {
  Staircase staircase({1, 500, 0.05, false});
  const auto trials = climb(staircase, sharp(28.6));
  ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 28.6);
  EXPECT_GT(*staircase.refuted(), 28.6);
  EXPECT_LE(*staircase.refuted() / *staircase.proven(), 1.05 + 1e-9);
  EXPECT_LE(trials.size(), 14U);
}

TEST(Staircase, AscentDoublesAndEndsAtTo) {
  Staircase staircase({3, 40, 0.05, false});
  const auto trials = climb(staircase, sharp(1000));
  std::vector<double> levels;
  for (const auto& trial : trials) levels.push_back(trial.level);
  EXPECT_EQ(levels, (std::vector<double>{3, 6, 12, 24, 40, 40, 40}));
  EXPECT_EQ(staircase.ending(), Staircase::Ending::kUnlimited);
  EXPECT_EQ(staircase.proven(), 40);
  EXPECT_FALSE(staircase.refuted());
}

TEST(Staircase, FirstLevelIsGivenTheFullTestBeforeNothingIsFound) {
  Staircase staircase({2, 100, 0.05, false});
  const auto trials = climb(staircase, sharp(1));
  EXPECT_EQ(staircase.ending(), Staircase::Ending::kNothing);
  EXPECT_FALSE(staircase.proven());
  ASSERT_EQ(trials.size(), 2U);
  EXPECT_EQ(trials[1].purpose, Purpose::kLower);
  EXPECT_EQ(trials[1].level, 2);
}

TEST(Staircase, ClimbsOnWhenTheFirstLevelFailedByMistake) {
  Staircase staircase({2, 100, 0.05, false});
  climb(staircase, [](const Staircase::Trial& trial, int number) {
    return number == 0 ? StepVerdict::kFailed : passes_under(30, trial);
  });
  EXPECT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 30);
  EXPECT_GT(*staircase.refuted(), 30);
}

TEST(Staircase, BisectionThatPassedWronglyIsMovedDown) {
  // 40 passes once, in the bisection; it does not hold.
  Staircase staircase({1, 64, 0.05, false});
  bool deceived = false;
  climb(staircase, [&](const Staircase::Trial& trial, int) {
    if (trial.purpose == Purpose::kBisect && trial.level > 30 && !deceived) {
      deceived = true;
      return StepVerdict::kPassed;
    }
    return passes_under(30, trial);
  });
  EXPECT_TRUE(deceived);
  ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 30);
  EXPECT_GT(*staircase.refuted(), 30);
  EXPECT_LE(*staircase.refuted() / *staircase.proven(), 1.05 + 1e-9);
}

TEST(Staircase, WayDownIsQuickWhereNothingPasses) {
  // The ascent notices clear failures only, and here none is clear.
  Staircase staircase({1, 1000, 0.05, false});
  const auto trials = climb(staircase, [](const Staircase::Trial& trial, int) {
    return trial.purpose == Purpose::kAscent ? StepVerdict::kUndecided : StepVerdict::kFailed;
  });
  EXPECT_EQ(staircase.ending(), Staircase::Ending::kNothing);
  EXPECT_LE(trials.size(), 35U);
}

TEST(Staircase, UpperEndThatPassesMovesTheBracketUp) {
  Staircase staircase({1, 64, 0.05, false});
  bool deceived = false;
  climb(staircase, [&](const Staircase::Trial& trial, int) {
    if (trial.purpose == Purpose::kBisect && !deceived) {
      deceived = true;
      return StepVerdict::kFailed;
    }
    return passes_under(23, trial);
  });
  ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 23);
  EXPECT_GT(*staircase.refuted(), 23);
}

TEST(Staircase, ProvenEndSurvivesARefutedMoveUp) {
  // The upper end passes once by luck; back at the old lower end nothing is proven twice.
  Staircase staircase({1, 64, 0.05, false});
  int lower_trials = 0;
  bool lucky = false;
  climb(staircase, [&](const Staircase::Trial& trial, int) {
    if (trial.purpose == Purpose::kUpper && !lucky) {
      lucky = true;
      return StepVerdict::kPassed;
    }
    if (lucky) ++lower_trials;
    return passes_under(23, trial);
  });
  ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 23);
  EXPECT_GT(*staircase.refuted(), 23);
  EXPECT_LE(lower_trials, 2);
}

TEST(Staircase, UndecidedStepsCountAsNotPassed) {
  Staircase staircase({1, 64, 0.05, false});
  climb(staircase, [](const Staircase::Trial& trial, int) {
    if (trial.purpose != Purpose::kAscent && trial.level > 20 && trial.level < 40) {
      return StepVerdict::kUndecided;
    }
    return passes_under(40, trial);
  });
  ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 20);
}

TEST(Staircase, ContradictionsWithoutEndEndTheSearch) {
  Staircase staircase({1, 1000, 0.05, false});
  const auto trials = climb(staircase, [](const Staircase::Trial& trial, int) {
    // Whatever failed on the way up passes when it is looked at again.
    const bool fails = trial.purpose == Purpose::kAscent && trial.level >= 100;
    return fails ? StepVerdict::kFailed : StepVerdict::kPassed;
  });
  EXPECT_EQ(staircase.ending(), Staircase::Ending::kUnsettled);
  EXPECT_LE(trials.size(), 60U);
}

TEST(Staircase, TopThatHeldInTheAscentOnlyIsSearchedBelow) {
  Staircase staircase({1, 32, 0.05, false});
  climb(staircase, [](const Staircase::Trial& trial, int) {
    return trial.purpose == Purpose::kAscent ? StepVerdict::kUndecided : passes_under(20, trial);
  });
  ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound);
  EXPECT_LE(*staircase.proven(), 20);
  EXPECT_GT(*staircase.refuted(), 20);
}

TEST(Staircase, WholeLevelsEndNextToEachOther) {
  for (int truth = 1; truth < 70; ++truth) {
    Staircase staircase({1, 64, 0.05, true});
    const auto trials = climb(staircase, sharp(truth));
    for (const auto& trial : trials) EXPECT_EQ(trial.level, static_cast<int>(trial.level));
    if (truth >= 64) {
      EXPECT_EQ(staircase.ending(), Staircase::Ending::kUnlimited) << truth;
      continue;
    }
    ASSERT_EQ(staircase.ending(), Staircase::Ending::kFound) << truth;
    EXPECT_LE(*staircase.proven(), truth);
    EXPECT_GT(*staircase.refuted(), truth);
    if (truth < 20) {
      EXPECT_EQ(*staircase.refuted() - *staircase.proven(), 1) << truth;
    }
  }
}

TEST(Staircase, OneLevelIsARangeToo) {
  Staircase holds({5, 5, 0.05, false});
  climb(holds, sharp(6));
  EXPECT_EQ(holds.ending(), Staircase::Ending::kUnlimited);
  Staircase fails({5, 5, 0.05, false});
  climb(fails, sharp(4));
  EXPECT_EQ(fails.ending(), Staircase::Ending::kNothing);
}

}  // namespace
}  // namespace orbench::search
