#include <limits>

#include <gtest/gtest.h>

#include "results/sample_line_parser.h"

namespace orbench::results {
namespace {

TEST(ParseScaled, IsExactForPlainDecimals) {
  const struct {
    const char* text;
    int decimals;
    std::optional<std::int64_t> expected;
    const char* why;
  } rows[] = {
      {"0.000", 3, 0, "zero"},
      {"12.345", 3, 12345, "µs to ns"},
      {"12.3", 3, 12300, "fewer decimals than are kept"},
      {"12", 3, 12000, "none"},
      {"-0.001", 3, -1, "a stamp may lie before the epoch"},
      {"9007199254740.993", 3, 9007199254740993, "beyond what a double holds"},
      {"-9223372036854775.808", 3, std::numeric_limits<std::int64_t>::min(), "the least value"},
      {"9223372036854775.807", 3, std::numeric_limits<std::int64_t>::max(), "the greatest"},
      {"9223372036854775.808", 3, std::nullopt, "one more overflows"},
      {"99999999999999999999", 3, std::nullopt, "far more"},
      {"1.5e3", 3, 1500000, "an exponent, as other tools write it"},
      {"1e-06", 12, 1000000, "money as jq prints it"},
      {"0.0004999", 3, 0, "more decimals than are kept are rounded"},
      {"1e300", 3, std::nullopt, "out of range"},
      {"01", 3, std::nullopt, "no JSON number"},
      {"-", 3, std::nullopt, "no number"},
      {"", 3, std::nullopt, "nothing"},
      {"\"1\"", 3, std::nullopt, "a string"},
      {"null", 3, std::nullopt, "a word"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(parse_scaled(row.text, row.decimals), row.expected) << row.text << ": " << row.why;
  }
}

}  // namespace
}  // namespace orbench::results
