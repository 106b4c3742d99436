#include "results/compare/pairs.h"

#include <gtest/gtest.h>

namespace orbench::results {
namespace {

CellIdentity cell(const std::string& workload, Labels labels) {
  CellIdentity out;
  out.workload = workload;
  out.labels = std::move(labels);
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> indexes(const Pairs& pairs) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (const CellPair& pair : pairs.pairs) out.emplace_back(pair.base, pair.candidate);
  return out;
}

using Indexes = std::vector<std::pair<std::size_t, std::size_t>>;

const std::vector<CellIdentity> kProduct = {cell("w", {{"stream", "true"}, {"only", "groq"}}),
                                            cell("w", {{"stream", "false"}, {"only", "groq"}}),
                                            cell("w", {{"stream", "true"}, {"only", "together"}}),
                                            cell("w", {{"stream", "false"}, {"only", "together"}})};

TEST(PairCells, TakesPairsWithOneCauseOfADifference) {
  EXPECT_EQ(indexes(pair_cells(kProduct, {})), (Indexes{{0, 1}, {0, 2}, {1, 3}, {2, 3}}));
}

TEST(PairCells, TakesZippedCellsThatDifferInSeveralLabels) {
  const std::vector<CellIdentity> zipped = {cell("w", {{"a", "1"}, {"b", "1"}}),
                                            cell("w", {{"a", "2"}, {"b", "2"}})};
  EXPECT_EQ(indexes(pair_cells(zipped, {})), (Indexes{{0, 1}}));
}

TEST(PairCells, ComparesWithTheBaselineThatIsOtherwiseAlike) {
  EXPECT_EQ(indexes(pair_cells(kProduct, {{"only", "together"}})), (Indexes{{2, 0}, {3, 1}}));
}

TEST(PairCells, KeepsWorkloadsApart) {
  const std::vector<CellIdentity> two = {cell("a", {{"x", "1"}}), cell("b", {{"x", "2"}})};
  EXPECT_TRUE(pair_cells(two, {}).pairs.empty());
}

TEST(PairCells, CutsAMatrixThatIsTooLarge) {
  std::vector<CellIdentity> many;
  for (int i = 0; i < 20; ++i) many.push_back(cell("w", {{"x", std::to_string(i)}}));
  const Pairs pairs = pair_cells(many, {});
  EXPECT_EQ(pairs.pairs.size(), kMostPairs);
  EXPECT_TRUE(pairs.cut);
}

TEST(PairByLabel, MakesTheFirstValueTheBaseOfAllOthers) {
  std::vector<CellIdentity> cells = kProduct;
  cells.push_back(cell("w", {{"stream", "true"}, {"only", "cobalt"}}));
  EXPECT_EQ(indexes(pair_by_label(cells, "only")), (Indexes{{0, 2}, {1, 3}, {0, 4}}));
}

TEST(LabelsText, SaysWhatTellsTheCellsApartAndWhatTheyShare) {
  EXPECT_EQ(labels_text(kProduct[0], kProduct[2], false), "only=groq");
  EXPECT_EQ(labels_text(kProduct[0], kProduct[2], true), "stream=true");
}

}  // namespace
}  // namespace orbench::results
