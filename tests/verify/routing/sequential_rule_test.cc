#include "harness/verify/routing/sequential_rule.h"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::verify::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Says what it was told to say, and notes what it was given to spend.
class Script final : public Rule {
 public:
  struct Notes {
    int observed = 0;
    int kept_from = 1'000'000;    ///< requests that the answer kept takes
    int broken_from = 1'000'000;  ///< a violation, which needs nothing to spend
    bool confirmed = true;
    std::vector<double> spent;
  };
  explicit Script(Notes& notes) : notes_(notes) {}
  void observe(const Trial& /*trial*/, const Place& /*place*/) override { ++notes_.observed; }
  [[nodiscard]] Finding conclude(double part) const override {
    if (part > 0) notes_.spent.push_back(part);
    Finding finding;
    finding.n = notes_.observed;
    if (notes_.observed >= notes_.broken_from) {
      finding.contested = !notes_.confirmed;
      if (notes_.confirmed) finding.answer = Answer::kBroken;
    } else if (part > 0 && notes_.observed >= notes_.kept_from) {
      finding.answer = Answer::kKept;
    }
    return finding;
  }

 private:
  Notes& notes_;
};

struct Watched {
  Script::Notes notes;
  SequentialRule rule;
  explicit Watched(const results::LookPlan& plan = {})
      : rule(std::make_unique<Script>(notes), plan) {}

  void observe(int count, Arm arm = Arm::kPreference) {
    for (int i = 0; i < count; ++i) rule.observe({}, {arm, 0});
  }
};

TEST(SequentialRule, SpendsAtEachLookThePartThatItsNewRequestsAre) {
  Watched watched;
  watched.observe(1000);
  EXPECT_THAT(watched.notes.spent, ElementsAre(0.125, 0.125, 0.25, 0.5));
  EXPECT_TRUE(watched.rule.decided()) << "what the last look leaves open stays so";
  EXPECT_EQ(watched.rule.conclude(1).answer, Answer::kCannotTell);
  EXPECT_THAT(watched.rule.conclude(1).note, HasSubstr("up to 200 requests"));
  EXPECT_EQ(watched.notes.spent.size(), 4U) << "nothing is left for the end";
}

TEST(SequentialRule, LetsTheEndSpendWhatNoLookHas) {
  Watched watched;
  watched.notes.kept_from = 80;
  watched.observe(80);
  EXPECT_FALSE(watched.rule.decided());
  EXPECT_EQ(watched.rule.conclude(1).answer, Answer::kKept);
  EXPECT_THAT(watched.notes.spent, ElementsAre(0.125, 0.125, 0.75));
}

TEST(SequentialRule, TakesTheFirstAnswerAndLooksNoFurther) {
  Watched watched;
  watched.notes.kept_from = 40;
  watched.observe(49);
  EXPECT_FALSE(watched.rule.decided()) << "looks are planned, not taken when they would tell";
  watched.observe(30, Arm::kControl);
  EXPECT_FALSE(watched.rule.decided()) << "controls are not counted";
  watched.observe(1);
  EXPECT_TRUE(watched.rule.decided());
  watched.observe(500);
  const Finding finding = watched.rule.conclude(1);
  EXPECT_EQ(finding.answer, Answer::kKept);
  EXPECT_EQ(finding.n, 80) << "as it stood at the look";
  EXPECT_THAT(finding.note, HasSubstr("the first 50 requests"));
}

TEST(SequentialRule, CountsAViolationWheneverItCame) {
  Watched before;
  before.notes.broken_from = 7;
  before.observe(6);
  EXPECT_FALSE(before.rule.decided());
  before.observe(1);
  EXPECT_TRUE(before.rule.decided()) << "between looks";
  EXPECT_EQ(before.rule.conclude(1).answer, Answer::kBroken);
  EXPECT_THAT(before.notes.spent, IsEmpty());

  Watched after;
  after.notes.kept_from = 10;
  after.notes.broken_from = 60;
  after.observe(100);
  EXPECT_EQ(after.rule.conclude(1).answer, Answer::kBroken) << "kept at the first look";
}

TEST(SequentialRule, DoesNotCallKeptWhatOneSourceSpeaksAgainst) {
  Watched watched;
  watched.notes.kept_from = 10;
  watched.notes.broken_from = 60;
  watched.notes.confirmed = false;
  watched.observe(100);
  EXPECT_EQ(watched.rule.conclude(1).answer, Answer::kCannotTell);
}

TEST(SequentialRule, LooksWhereItIsTold) {
  Watched watched({10, 40});
  watched.observe(40);
  EXPECT_THAT(watched.notes.spent, ElementsAre(0.25, 0.75));
}

}  // namespace
}  // namespace orbench::verify::routing
