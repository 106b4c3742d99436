#include "harness/metrics/number_format.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::metrics {
namespace {

struct Row {
  Unit unit;
  double value;
  std::string text;
  const char* why;
};

TEST(NumberFormat, PrintsThreeSignificantDigitsWithTheUnit) {
  const std::vector<Row> rows = {
      {Unit::kMilliseconds, 0, "0 ms", "zero has no digits to keep"},
      {Unit::kMilliseconds, 0.42, "0.42 ms", "two digits are enough below one"},
      {Unit::kMilliseconds, 0.0042, "0.0042 ms", "a microsecond is still seen"},
      {Unit::kMilliseconds, 0.9996, "1.00 ms", "rounding up changes the number of decimals"},
      {Unit::kMilliseconds, 8.124, "8.12 ms", "one digit before the point"},
      {Unit::kMilliseconds, 9.996, "10.0 ms", "rounding up adds a digit before the point"},
      {Unit::kMilliseconds, 812.4, "812 ms", "whole milliseconds"},
      {Unit::kMilliseconds, 999.6, "1.00 s", "what rounds to a second is a second"},
      {Unit::kMilliseconds, 1240, "1.24 s", "seconds from one second on"},
      {Unit::kMilliseconds, 3600000, "3,600 s", "an hour stays in seconds, grouped"},
      {Unit::kMilliseconds, -0.2, "-0.20 ms", "corrected stamps may be negative"},
      {Unit::kTokensPerSecond, 81.24, "81.2 tok/s", "rates"},
      {Unit::kUsd, 0, "$0", "nothing was spent"},
      {Unit::kUsd, 0.0123, "$0.0123", "small money keeps its digits"},
      {Unit::kUsd, 0.00000042, "$0.000000420", "never an exponent"},
      {Unit::kUsd, 1234.5, "$1,234.50", "cents at least, thousands grouped"},
      {Unit::kUsd, -0.5, "-$0.500", "a correction may be negative"},
      {Unit::kTokens, 128, "128 tokens", "tokens"},
      {Unit::kRatio, 1.5, "1.50", "a ratio has no unit"},
      {Unit::kPerSecond, 81.24, "81.2/s", "things of any kind in a second"},
      {Unit::kMilliseconds, std::nan(""), "–", "no NaN reaches a reader"},
      {Unit::kUsd, std::numeric_limits<double>::infinity(), "–", "nor infinity"},
  };
  for (const Row& row : rows) EXPECT_EQ(format_value(row.unit, row.value), row.text) << row.why;
}

TEST(NumberFormat, GroupsThousandsAlsoBelowZero) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(-1234567), "-1,234,567");
  EXPECT_EQ(format_number(12400), "12,400");
}

TEST(NumberFormat, PrintsSharesAsPercent) {
  EXPECT_EQ(format_share(0), "0%");
  EXPECT_EQ(format_share(0.0123), "1.23%");
  EXPECT_EQ(format_share(1), "100%");
}

}  // namespace
}  // namespace orbench::metrics
