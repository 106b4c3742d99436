#include "results/line_writer.h"

#include <cstdint>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::results {
namespace {

constexpr LineKey kNumber("n");

template <class Integer>
std::string integer_line(Integer value) {
  LineRoom room(1, 0);
  LineWriter line(room);
  line.integer(kNumber, value);
  return std::string(line.finish());
}

std::string scaled_line(std::int64_t value) {
  LineRoom room(2, 0);
  LineWriter line(room);
  line.scaled<3>(kNumber, value);
  line.scaled<12>(kNumber, value);
  return std::string(line.finish());
}

/// Numbers of every length, and those next to where one begins.
template <class Visit>
void visit_numbers(Visit visit) {
  for (std::uint64_t power = 1; power < std::uint64_t{1} << 60U; power *= 10) {
    for (const std::uint64_t near : {power - 1, power, power + 1, power * 7}) visit(near);
  }
  core::Rng rng(1, "numbers");
  for (int i = 0; i < 2000; ++i) visit(rng.next() >> rng.below(64));
}

TEST(LineWriter, WritesWholeNumbers) {
  visit_numbers([](std::uint64_t number) {
    const auto narrow = static_cast<std::int64_t>(number);
    EXPECT_EQ(integer_line(number), fmt::format(R"({{"n":{}}})", number));
    EXPECT_EQ(integer_line(narrow), fmt::format(R"({{"n":{}}})", narrow));
    EXPECT_EQ(integer_line(static_cast<std::int32_t>(number)),
              fmt::format(R"({{"n":{}}})", static_cast<std::int32_t>(number)));
  });
  constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(integer_line(kLowest), R"({"n":-9223372036854775808})");
  EXPECT_EQ(integer_line(std::numeric_limits<std::uint64_t>::max()),
            R"({"n":18446744073709551615})");
}

TEST(LineWriter, WritesDecimalsOfWholeNumbersExactly) {
  visit_numbers([](std::uint64_t number) {
    for (const bool negative : {false, true}) {
      const auto magnitude = number >> 1U;
      const auto value = static_cast<std::int64_t>(magnitude) * (negative ? -1 : 1);
      const char* const sign = value < 0 ? "-" : "";
      constexpr std::uint64_t kPico = 1'000'000'000'000;
      EXPECT_EQ(scaled_line(value),
                fmt::format(R"({{"n":{0}{1}.{2:03},"n":{0}{3}.{4:012}}})", sign, magnitude / 1000,
                            magnitude % 1000, magnitude / kPico, magnitude % kPico));
    }
  });
}

}  // namespace
}  // namespace orbench::results
