#include "harness/metrics/zigzag.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::metrics {
namespace {

std::string bytes_of(std::int64_t value) {
  std::string out;
  append_zigzag(value, out);
  return out;
}

struct Published {
  std::int64_t value;
  std::string bytes;
};

std::vector<Published> published() {
  using Limits = std::numeric_limits<std::int64_t>;
  return {{0, std::string("\x00", 1)},
          {1, "\x02"},
          {-1, "\x01"},
          {63, "\x7e"},
          {64, "\x80\x01"},
          {-64, "\x7f"},
          {-65, "\x81\x01"},
          {8191, "\xfe\x7f"},
          {8192, "\x80\x80\x01"},
          {std::int64_t{1} << 62, std::string(9, '\x80')},
          {Limits::max(), "\xfe" + std::string(8, '\xff')},
          {Limits::min(), std::string(9, '\xff')}};
}

TEST(Zigzag, WritesThePublishedBytes) {
  for (const Published& row : published()) EXPECT_EQ(bytes_of(row.value), row.bytes) << row.value;
}

TEST(Zigzag, ReadsThePublishedBytesAndNoFurther) {
  for (const Published& row : published()) {
    const std::string text = row.bytes + "x";
    std::string_view bytes = text;
    EXPECT_EQ(read_zigzag(bytes), row.value);
    EXPECT_EQ(bytes, "x") << row.value;
  }
}

TEST(Zigzag, SaysThatANumberIsCut) {
  for (const Published& row : published()) {
    std::string_view bytes = row.bytes;
    bytes.remove_suffix(1);
    EXPECT_EQ(read_zigzag(bytes), std::nullopt) << row.value;
  }
}

TEST(Zigzag, ReadsBackWhateverItWrote) {
  core::Rng rng(5, "zigzag");
  for (int i = 0; i < 10'000; ++i) {
    const auto value = static_cast<std::int64_t>(rng.next() >> rng.below(64)) * (i % 2 ? 1 : -1);
    const std::string text = bytes_of(value);
    EXPECT_LE(text.size(), 9U);
    std::string_view bytes = text;
    EXPECT_EQ(read_zigzag(bytes), value);
    EXPECT_TRUE(bytes.empty());
  }
}

}  // namespace
}  // namespace orbench::metrics
