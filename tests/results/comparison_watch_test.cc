#include "results/compare/comparison_watch.h"

#include <cmath>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "results/compare/compare_cells.h"

namespace orbench::results {
namespace {

constexpr int kBlocks = 48;
constexpr int kPerBlock = 24;  // of both cells together

/// A workload of two cells that takes turns, of which the second is slower by a factor.
class TwoCells {
 public:
  explicit TwoCells(double factor, std::optional<LookPlan> stop = LookPlan{}) : factor_(factor) {
    for (const char* name : {"a", "b"}) {
      CellIdentity cell;
      cell.workload = "w";
      cell.labels = {{"only", name}};
      plan_.identities.push_back(cell);
      plan_.cells.push_back({{}, kBlocks});
      ComparisonTerms terms = default_terms(false);
      terms.stop = stop;
      plan_.terms.push_back(terms);
    }
  }

  [[nodiscard]] ComparisonWatch watch() const { return ComparisonWatch(plan_); }
  [[nodiscard]] metrics::Sample sample(int seq) const {
    core::Rng rng(7, "watch", static_cast<std::uint64_t>(seq));
    metrics::Sample out;
    out.seq = static_cast<std::uint64_t>(seq);
    out.cell = static_cast<std::uint32_t>(seq % 2);
    out.block = seq / kPerBlock;
    out.outcome = core::Outcome::kOk;
    out.stream = true;
    const double ms = 100 * std::exp(0.2 * rng.normal()) * (out.cell == 1 ? factor_ : 1);
    out.at.intended = out.at.admitted = out.at.dispatched = out.at.sent =
        core::Stamp(core::from_ms(seq));
    out.at.first_answer = out.at.last_token = out.at.done = out.at.closed =
        core::Stamp(core::from_ms(seq + ms));
    return out;
  }
  [[nodiscard]] std::vector<Comparison> judged(int samples) const {
    metrics::Recorder recorder(plan_.cells);
    for (int seq = 0; seq < samples; ++seq) recorder.add(sample(seq));
    return compare_workloads(recorder.cells(), plan_.identities, plan_.terms, plan_.seed);
  }

 private:
  double factor_;
  ComparisonWatch::Plan plan_;
};

TEST(ComparisonWatch, LooksOnceItsBlocksAreOver) {
  const TwoCells cells(1.5);
  ComparisonWatch watch = cells.watch();
  ASSERT_TRUE(watch.wanted());
  constexpr int kLook = 12 * kPerBlock;
  for (int seq = 0; seq < kLook; ++seq) watch.observe(cells.sample(seq));
  EXPECT_FALSE(watch.decided()) << "nothing says yet that the twelfth block is over";
  watch.observe(cells.sample(kLook));
  EXPECT_TRUE(watch.decided());
}

TEST(ComparisonWatch, WaitsForWhatIsStillOpen) {
  const TwoCells cells(1.5);
  ComparisonWatch watch = cells.watch();
  constexpr int kOpen = 30;
  for (int seq = 0; seq < 20 * kPerBlock; ++seq) {
    if (seq != kOpen) watch.observe(cells.sample(seq));
  }
  EXPECT_FALSE(watch.decided());
  watch.observe(cells.sample(kOpen));
  EXPECT_TRUE(watch.decided());
}

TEST(ComparisonWatch, DecidesAsTheStoredRunIsJudged) {
  for (const double factor : {1.0, 1.05, 1.5}) {
    const TwoCells cells(factor);
    ComparisonWatch watch = cells.watch();
    int seq = 0;
    while (seq < kBlocks * kPerBlock && !watch.decided()) watch.observe(cells.sample(seq++));
    const bool early = seq < kBlocks * kPerBlock;
    // What was in flight when the run was told to end comes on top.
    const auto judged = cells.judged(std::min(seq + 7, kBlocks * kPerBlock));
    ASSERT_EQ(judged.size(), 1U);
    EXPECT_EQ(judged[0], cells.judged(kBlocks * kPerBlock)[0]) << factor;
    EXPECT_TRUE(!early || is_decided(judged[0])) << factor;
    if (factor != 1.05) {
      EXPECT_EQ(early, factor > 1) << factor;
    }
  }
}

TEST(ComparisonWatch, WantsNothingWhereNobodyAsked) {
  EXPECT_FALSE(TwoCells(1.5, std::nullopt).watch().wanted());
}

}  // namespace
}  // namespace orbench::results
