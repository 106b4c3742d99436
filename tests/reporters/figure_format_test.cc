#include "reporters/figure_format.h"

#include <gtest/gtest.h>

namespace orbench::reporters {
namespace {

metrics::Distribution with_interval() {
  metrics::Distribution out;
  out.count = 400;
  out.quantiles = {{50, 812, 790, 840, 820}, {95, 1240, std::nullopt, std::nullopt, std::nullopt}};
  return out;
}

TEST(FigureFormat, PrintsAQuantileWithItsInterval) {
  const metrics::Distribution ttft = with_interval();
  EXPECT_EQ(quantile_text(&ttft, 50), "812");
  EXPECT_EQ(interval_text(&ttft, 50), "[790–840]");
  EXPECT_EQ(quantile_with_unit(&ttft, 50), "812 ms [790–840]");
}

TEST(FigureFormat, SaysHowManyAreNeededWhenThereIsNoInterval) {
  const metrics::Distribution ttft = with_interval();
  EXPECT_EQ(quantile_text(&ttft, 95), "n<72");
  EXPECT_EQ(interval_text(&ttft, 95), "");
  EXPECT_EQ(quantile_with_unit(&ttft, 95), "n too small");
}

TEST(FigureFormat, ShowsADashForWhatDoesNotExist) {
  const metrics::Distribution empty;
  EXPECT_EQ(quantile_text(nullptr, 50), "–");
  EXPECT_EQ(quantile_text(&empty, 50), "–");
  EXPECT_EQ(all_quantile_text(nullptr, 95), "–");
}

TEST(FigureFormat, PrintsSmallSpansAndSignedShares) {
  EXPECT_EQ(micros_text(31.5), "31.5 µs");
  EXPECT_EQ(micros_text(1240), "1.24 ms");
  EXPECT_EQ(signed_share(0.0042), "+0.42%");
  EXPECT_EQ(signed_share(-0.01), "-1.00%");
}

TEST(FigureFormat, SaysWhenTooManyFailedForAValue) {
  const metrics::Distribution ttft = with_interval();
  EXPECT_EQ(all_quantile_text(&ttft, 50), "820");
  EXPECT_EQ(all_quantile_text(&ttft, 95), "> limit");
}

TEST(FigureFormat, NamesACellByWhatTellsItApart) {
  results::CellIdentity cell;
  cell.workload = "chat";
  cell.model = "a/b";
  cell.labels = {{"stream", "true"}, {"request.provider.only", "[\"groq\"]"}};
  EXPECT_EQ(cell_name(cell, false), "chat · stream · only=[\"groq\"]");
  EXPECT_EQ(cell_name(cell, true), "chat · stream · only=[\"groq\"] · a/b");
  cell.labels = {{"stream", "false"}, {"request.model", "a/b"}};
  EXPECT_EQ(cell_name(cell, true), "chat · plain · a/b") << "the label already names the model";
}

}  // namespace
}  // namespace orbench::reporters
