#include "results/compare/looks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Looks, SpendWhatTheirNewDataAreOfAll) {
  EXPECT_THAT(looks_of({12, 24, 48, 96}),
              ElementsAre(Look{12, .125}, Look{24, .125}, Look{48, .25}, Look{96, .5}));
  EXPECT_THAT(looks_of({}), IsEmpty());
}

TEST(Looks, GiveTheEndWhatIsLeftWhereTheDataEndedBeforeThePlan) {
  EXPECT_THAT(looks_until({25, 50, 100, 200}, 80),
              ElementsAre(Look{25, .125}, Look{50, .125}, Look{80, .75}));
  EXPECT_THAT(looks_until({25, 50, 100, 200}, 50), ElementsAre(Look{25, .125}, Look{50, .125}))
      << "the look at 50 is the end, and was planned with its part";
  EXPECT_THAT(looks_until({10, 20}, 50), ElementsAre(Look{10, .5}, Look{20, .5}))
      << "beyond the last nothing is looked at";
  EXPECT_THAT(looks_until({10, 20}, 3), ElementsAre(Look{3, 1}));
  EXPECT_THAT(looks_until({}, 3), ElementsAre(Look{3, 1}));
  EXPECT_THAT(looks_until({10, 20}, 0), IsEmpty());
}

TEST(Looks, BeginAtTwelveBlocks) {
  EXPECT_THAT(default_block_looks(96), ElementsAre(12, 24, 48, 96));
  EXPECT_THAT(default_block_looks(40), ElementsAre(12, 20, 40));
  EXPECT_THAT(default_block_looks(20), ElementsAre(12, 20));
  EXPECT_THAT(default_block_looks(8), ElementsAre(8));
  EXPECT_THAT(default_block_looks(0), IsEmpty());
}

struct Reading {
  std::optional<LookPlan> plan;
  std::string mistakes;
};

Reading read(const std::string& object) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const core::Json value = core::Json::parse(object);
  core::Params params(value, "", source, diagnostics);
  Reading out{read_stop(params), ""};
  params.finish();
  for (const core::Error& error : diagnostics.errors()) out.mistakes += error.message;
  return out;
}

TEST(Looks, AreAskedForByTrueOrByTheirCounts) {
  EXPECT_EQ(read("{}").plan, std::nullopt);
  EXPECT_EQ(read(R"({"stop": false})").plan, std::nullopt);
  EXPECT_EQ(read(R"({"stop": true})").plan, LookPlan{});
  EXPECT_EQ(read(R"({"stop": [10, 40]})").plan, (LookPlan{10, 40}));
  for (const char* wrong :
       {R"({"stop": [40, 10]})", R"({"stop": [10, 10]})", R"({"stop": []})", R"({"stop": [0, 10]})",
        R"({"stop": [1.5]})", R"({"stop": [1e300]})", R"({"stop": ["10"]})", R"({"stop": "soon"})",
        R"({"stop": 25})", R"({"stop": [18446744073709551615]})"}) {
    EXPECT_THAT(read(wrong).mistakes, HasSubstr("ascending")) << wrong;
    EXPECT_EQ(read(wrong).plan, std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace orbench::results
