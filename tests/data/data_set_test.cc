#include "harness/data/data_set.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/told_table.h"
#include "tests/support/temporary_folder.h"

namespace orbench::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DataSetTest : public testing::Test {
 protected:
  std::optional<DataSet> read(const std::string& csv, Order order,
                              const std::string& weight = "w") {
    return DataSet::read({"set", folder_.write("d.csv", csv), order, weight}, 1, diagnostics_);
  }
  support::TemporaryFolder folder_;
  core::Diagnostics diagnostics_;
};

TEST_F(DataSetTest, GivesTheFieldsOfOneRowToADraw) {
  const auto set = read("a,b\n1,one\n2,two\n3,three\n", Order::kRandom);
  ASSERT_TRUE(set);
  std::set<std::string> pairs;
  for (std::uint64_t n = 0; n < 100; ++n) {
    pairs.insert(std::string(set->json_text(0, n, false)) +
                 std::string(set->json_text(1, n, false)));
  }
  EXPECT_EQ(pairs, (std::set<std::string>{"1one", "2two", "3three"}));
}

TEST_F(DataSetTest, WarmUpDrawsItsOwnRowsButInFileOrder) {
  std::string csv = "a\n";
  for (int i = 0; i < 100; ++i) csv += std::to_string(i) + "\n";
  const auto rows = [](const DataSet& set, bool warmup) {
    std::vector<std::string> texts;
    for (std::uint64_t n = 0; n < 100; ++n) texts.emplace_back(set.json_text(0, n, warmup));
    return texts;
  };
  const auto shuffled = read(csv, Order::kShuffle);
  ASSERT_TRUE(shuffled);
  EXPECT_NE(rows(*shuffled, true), rows(*shuffled, false));
  const auto straight = read(csv, Order::kSequential);
  ASSERT_TRUE(straight);
  EXPECT_EQ(rows(*straight, true), rows(*straight, false));
}

TEST_F(DataSetTest, ReadsWeightsFromTheirField) {
  const auto set = read("a,w\nnever,0\nalways,2.5\n", Order::kWeighted);
  ASSERT_TRUE(set) << testing::PrintToString(told(diagnostics_));
  for (std::uint64_t n = 0; n < 50; ++n) EXPECT_EQ(set->json_text(0, n, false), "always");
}

TEST_F(DataSetTest, RefusesWeightsThatAreNone) {
  EXPECT_FALSE(read("a,weight\n1,2\n", Order::kWeighted, "wieght"));
  EXPECT_FALSE(read("a,w\n1,2\n1,heavy\n", Order::kWeighted));
  EXPECT_FALSE(read("a,w\n1,-1\n", Order::kWeighted));
  EXPECT_FALSE(read("a,w\n1,inf\n", Order::kWeighted));
  EXPECT_FALSE(read("a,w\n1,\n", Order::kWeighted));
  EXPECT_FALSE(read("a,w\n1,0\n", Order::kWeighted));
  EXPECT_THAT(told(diagnostics_),
              ElementsAre(HasSubstr("no field \"wieght\" (did you mean \"weight\"?)"),
                          HasSubstr("row 2: the weight \"heavy\""), HasSubstr("\"-1\""),
                          HasSubstr("\"inf\""), HasSubstr("row 1: the weight \"\""),
                          HasSubstr("all weights are 0")));
}

}  // namespace
}  // namespace orbench::data
