#include "harness/metrics/histogram_codec.h"

#include <bit>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "harness/core/base64.h"
#include "harness/core/rng.h"
#include "harness/metrics/zigzag.h"

namespace orbench::metrics {
namespace {

using core::ErrorCode;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::pair<std::size_t, std::int64_t>> counts_of(const Histogram& histogram) {
  std::vector<std::pair<std::size_t, std::int64_t>> out;
  histogram.for_each([&](std::size_t slot, std::int64_t n) { out.emplace_back(slot, n); });
  return out;
}

Histogram round_trip(const Histogram& histogram) {
  const auto text = encode_histogram(histogram);
  EXPECT_TRUE(text) << text.error().message;
  const auto back = decode_histogram(text.value_or(""));
  EXPECT_TRUE(back) << back.error().message;
  return back.value_or(Histogram());
}

core::Error refusal(const std::string& text) {
  const auto decoded = decode_histogram(text);
  EXPECT_FALSE(decoded) << text;
  return decoded ? core::Error{} : decoded.error();
}

/// The bytes of an encoding, each field open to a lie.
struct Forged {
  std::uint32_t outer_cookie = 0x1c849314;
  std::uint32_t cookie = 0x1c849313;
  std::int64_t length_error = 0;   ///< added to the length of the compressed bytes
  std::int64_t payload_error = 0;  ///< added to the length of the payload
  std::uint32_t rotation = 0;
  std::uint32_t digits = 3;
  std::int64_t lowest = 1;
  std::int64_t highest = 3600000000;
  double ratio = 1.0;
  std::string counts = "\x02";
  std::string behind{};  ///< bytes after the compressed ones

  [[nodiscard]] static std::string big_endian(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xffU);
    return out;
  }
  [[nodiscard]] std::string text() const {
    const auto payload =
        static_cast<std::uint64_t>(static_cast<std::int64_t>(counts.size()) + payload_error);
    const std::string plain = big_endian(cookie, 4) + big_endian(payload, 4) +
                              big_endian(rotation, 4) + big_endian(digits, 4) +
                              big_endian(static_cast<std::uint64_t>(lowest), 8) +
                              big_endian(static_cast<std::uint64_t>(highest), 8) +
                              big_endian(std::bit_cast<std::uint64_t>(ratio), 8) + counts;
    return wrapped(plain);
  }
  [[nodiscard]] std::string wrapped(const std::string& plain) const {
    uLongf size = compressBound(static_cast<uLong>(plain.size()));
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size()));
    packed.resize(size);
    packed += behind;
    const auto length =
        static_cast<std::uint64_t>(static_cast<std::int64_t>(packed.size()) + length_error);
    return core::encode_base64(big_endian(outer_cookie, 4) + big_endian(length, 4) + packed);
  }
};

TEST(HistogramCodec, ReadsThePublishedHistogramOfOneValue) {
  const auto decoded = decode_histogram("HISTFAAAACJ42pNpmSzMwMDAxAABzFCaEURcm7yEwf4DRCCYCQBa1gTe");
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->range(), (HistogramRange{1, 3600000000, 3}));
  Histogram expected({1, 3600000000, 3});
  expected.record(42);
  EXPECT_EQ(*decoded, expected);
}

TEST(HistogramCodec, ReadsCountsBeyondTheStatedHighestValue) {
  const auto decoded = decode_histogram("HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM=");
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->count(), 1);
  EXPECT_EQ(decoded->max(), 42);
  EXPECT_EQ(decoded->range(), (HistogramRange{1, 42, 3}));
}

TEST(HistogramCodec, WritesWhatEveryReaderKnowsByItsFirstLetters) {
  Histogram histogram;
  EXPECT_THAT(encode_histogram(histogram).value(), StartsWith("HISTFAAA"));
  histogram.record_n(123456, 1000);
  EXPECT_THAT(encode_histogram(histogram).value(), StartsWith("HISTFAAA"));
}

TEST(HistogramCodec, BringsAnEmptyHistogramBackEmpty) {
  EXPECT_TRUE(round_trip(Histogram({1, 1000, 2})).empty());
}

TEST(HistogramCodec, BringsEverySlotBackInAnyRange) {
  const std::vector<HistogramRange> ranges = {
      {1, 3600000000, 3},        {1, 2, 0},
      {1000, 3600000, 2},        {1, 1000000000000, 3},
      {20000, 3600000000000, 2}, {1, std::numeric_limits<std::int64_t>::max(), 5}};
  core::Rng rng(17, "codec");
  for (const HistogramRange& range : ranges) {
    Histogram histogram(range);
    for (int i = 0; i < 2000; ++i) {
      const auto value = static_cast<std::int64_t>(rng.next() >> (1 + rng.below(63)));
      histogram.record_n(value, 1 + static_cast<std::int64_t>(rng.below(100000)));
    }
    const Histogram back = round_trip(histogram);
    EXPECT_EQ(back.range(), range);
    EXPECT_EQ(counts_of(back), counts_of(histogram));
    EXPECT_EQ(back.count(), histogram.count());
    for (const double p : {0.0, 50.0, 99.0, 99.9, 100.0}) {
      EXPECT_EQ(back.value_at(core::Percentile{p}), histogram.value_at(core::Percentile{p}));
    }
  }
}

TEST(HistogramCodec, KeepsCountsAsLargeAsTheyCome) {
  Histogram histogram;
  histogram.record_n(7, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(round_trip(histogram).count(), std::numeric_limits<std::int64_t>::max());
}

TEST(HistogramCodec, TakesALoneZeroEitherWay) {
  std::string java;
  for (const int item : {3, 0, 5}) append_zigzag(item, java);
  std::string c;
  for (const int item : {3, -1, 5}) append_zigzag(item, c);
  const auto from_java = decode_histogram(Forged{.counts = java}.text());
  const auto from_c = decode_histogram(Forged{.counts = c}.text());
  ASSERT_TRUE(from_java && from_c);
  EXPECT_EQ(*from_java, *from_c);
  EXPECT_EQ(from_c->count_in(2), 5);
}

TEST(HistogramCodec, TakesTheHeaderThatJavaScriptWrites) {
  const double one_as_bits = std::bit_cast<double>(std::uint64_t{1});
  const auto decoded = decode_histogram(Forged{.rotation = 1, .ratio = one_as_bits}.text());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->count_in(0), 1) << "its counts are where any other's are";
}

TEST(HistogramCodec, NamesTheEncodingsItDoesNotRead) {
  const std::vector<std::pair<std::uint32_t, const char*>> outer = {
      {0x1c849309, "V0"},
      {0x1c849319, "V0"},
      {0x1c849302, "V1"},
      {0x1c849312, "V1"},
      {0x1c849313, "V2"},
      {0x0c72124e, "DoubleHistogram"},
      {0x0c72124f, "DoubleHistogram"}};
  for (const auto& [cookie, name] : outer) {
    const core::Error error = refusal(Forged{.outer_cookie = cookie}.text());
    EXPECT_EQ(error.code, ErrorCode::kUnsupported) << name;
    EXPECT_THAT(error.message, HasSubstr(name));
  }
  EXPECT_THAT(refusal(Forged{.cookie = 0x1c849301}.text()).message, HasSubstr("V1"));
  EXPECT_EQ(refusal(Forged{.rotation = 3}.text()).code, ErrorCode::kUnsupported);
  EXPECT_EQ(refusal(Forged{.ratio = 1000.0}.text()).code, ErrorCode::kUnsupported);
}

TEST(HistogramCodec, RefusesBytesThatAreNoHistogram) {
  std::string run_too_long;
  append_zigzag(-1'000'000'000, run_too_long);
  std::string longest_run;
  append_zigzag(std::numeric_limits<std::int64_t>::min(), longest_run);
  const std::string good = Forged{}.text();
  ASSERT_TRUE(decode_histogram(good)) << "the forgery is good where nothing is wrong";
  const std::vector<std::pair<std::string, const char*>> rows = {
      {"", "nothing"},
      {"HIST", "a beginning"},
      {"not base64!", "other text"},
      {good.substr(0, good.size() - 4), "a cut end"},
      {Forged{.outer_cookie = 7}.text(), "a wrong outer cookie"},
      {Forged{.cookie = 7}.text(), "a wrong cookie"},
      {Forged{.length_error = 1}.text(), "more bytes promised than there are"},
      {Forged{.length_error = -1}.text(), "fewer"},
      {Forged{.payload_error = 1}.text(), "more counts promised than there are"},
      {Forged{.payload_error = -1}.text(), "fewer"},
      {Forged{.digits = 6}.text(), "too many digits"},
      {Forged{.lowest = 0}.text(), "no lowest value"},
      {Forged{.lowest = -5}.text(), "a negative lowest value"},
      {Forged{.highest = 1}.text(), "a highest value under twice the lowest"},
      {Forged{.digits = 5,
              .lowest = std::int64_t{1} << 45,
              .highest = std::numeric_limits<std::int64_t>::max()}
           .text(),
       "more bits than a number has"},
      {Forged{.counts = "\x80"}.text(), "a count that is cut"},
      {Forged{.counts = run_too_long}.text(), "more zeros than slots"},
      {Forged{.counts = longest_run}.text(), "as many zeros as can be said"},
      {Forged{.counts = std::string(3'000'000, '\x02')}.text(), "more counts than slots"},
      {Forged{.behind = "x"}.text(), "something behind"},
      {Forged{}.wrapped("short"), "half a header"},
      {core::encode_base64(Forged::big_endian(0x1c849314, 4) + Forged::big_endian(5, 4) + "hello"),
       "no zlib"},
  };
  for (const auto& [text, what] : rows) {
    EXPECT_EQ(refusal(text).code, ErrorCode::kParse) << what;
  }
}

TEST(HistogramCodec, RefusesAnInflateBomb) {
  const std::string bomb = Forged{}.wrapped(std::string(64U << 20U, '\0'));
  EXPECT_LT(bomb.size(), 200'000U);
  EXPECT_EQ(refusal(bomb).code, ErrorCode::kTooLarge);
  EXPECT_EQ(refusal(std::string(8U << 20U, 'A')).code, ErrorCode::kTooLarge);
}

TEST(HistogramCodec, SurvivesAnyByteTurned) {
  Histogram histogram;
  core::Rng rng(3, "turned");
  for (int i = 0; i < 500; ++i) histogram.record(static_cast<std::int64_t>(rng.below(1'000'000)));
  const std::string good = encode_histogram(histogram).value();
  std::string bytes = core::decode_base64(good).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char kept = bytes[i];
    bytes[i] = static_cast<char>(kept ^ static_cast<char>(1 + rng.below(255)));
    const auto decoded = decode_histogram(core::encode_base64(bytes));
    if (decoded) {
      EXPECT_GE(decoded->count(), 0) << "zlib's checksum lets hardly any through";
    }
    bytes[i] = kept;
  }
  EXPECT_TRUE(decode_histogram(good));
}

}  // namespace
}  // namespace orbench::metrics
