#include "harness/metrics/histogram_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "harness/core/base64.h"
#include "harness/metrics/zigzag.h"

namespace orbench::metrics {
namespace {

using core::ErrorCode;
using core::Result;

// A cookie is a base that tells the encoding, with the word size in its second nibble.
constexpr std::uint32_t kBaseMask = ~0xf0U;
constexpr std::uint32_t kV2 = 0x1c849303;
constexpr std::uint32_t kV2Compressed = 0x1c849304;
constexpr std::uint32_t kWordSize = 0x10;
constexpr std::size_t kOuterBytes = 8;
constexpr std::size_t kHeaderBytes = 40;

void append_big_endian(std::uint64_t value, unsigned bytes, std::string& out) {
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xffU);
}

/// Takes a big-endian number off the front. REQUIRES: enough bytes.
std::uint64_t take_big_endian(std::string_view& from, std::size_t bytes) {
  std::uint64_t value = 0;
  for (const char c : from.substr(0, bytes)) value = value << 8U | static_cast<unsigned char>(c);
  from.remove_prefix(bytes);
  return value;
}

void append_counts(const Histogram& histogram, std::string& out) {
  std::size_t next = 0;
  const auto skip_to = [&](std::size_t slot) {
    const auto zeros = static_cast<std::int64_t>(slot - next);
    if (zeros == 1) append_zigzag(0, out);
    if (zeros > 1) append_zigzag(-zeros, out);
  };
  histogram.for_each([&](std::size_t slot, std::int64_t count) {
    skip_to(slot);
    append_zigzag(count, out);
    next = slot + 1;
  });
  if (next == 0) append_zigzag(0, out);  // the slot of an empty histogram's maximum, which is 0
}

std::string encode_plain(const Histogram& histogram) {
  std::string counts;
  append_counts(histogram, counts);
  const HistogramRange& range = histogram.range();
  std::string out;
  append_big_endian(kV2 | kWordSize, 4, out);
  append_big_endian(counts.size(), 4, out);
  append_big_endian(0, 4, out);  // normalizing index offset
  append_big_endian(static_cast<std::uint64_t>(range.significant_digits), 4, out);
  append_big_endian(static_cast<std::uint64_t>(range.lowest), 8, out);
  append_big_endian(static_cast<std::uint64_t>(range.highest), 8, out);
  append_big_endian(std::bit_cast<std::uint64_t>(1.0), 8, out);
  return out + counts;
}

const Bytef* as_bytes(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

tl::unexpected<core::Error> not_a_histogram(std::string_view why) {
  return core::fail(ErrorCode::kParse, fmt::format("not a V2 histogram: {}", why));
}

tl::unexpected<core::Error> too_large() {
  return core::fail(
      ErrorCode::kTooLarge,
      fmt::format("a histogram of more than {} bytes is refused", kMaxHistogramBytes));
}

/// Inflates no more than the cap, whatever the bytes promise.
Result<std::string> inflate_capped(std::string_view packed) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return core::fail(ErrorCode::kInternal, "zlib has no memory");
  stream.next_in = const_cast<Bytef*>(as_bytes(packed));  // zlib's C interface; it only reads
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= kMaxHistogramBytes) {
    constexpr std::size_t kChunk = 16U << 10U;
    const std::size_t size = out.size();
    out.resize(size + kChunk);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + size);
    stream.avail_out = kChunk;
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  const bool trailing = stream.avail_in > 0;
  inflateEnd(&stream);
  if (out.size() > kMaxHistogramBytes) return too_large();
  if (state != Z_STREAM_END) return not_a_histogram("its compressed bytes are damaged or cut");
  if (trailing) return not_a_histogram("bytes follow the compressed ones");
  return out;
}

/// What other encodings are called, so that a user knows what to convert.
std::string_view encoding_name(std::uint32_t base) {
  switch (base) {
    case kV2:
      return "an uncompressed V2 histogram";
    case 0x1c849308:
    case 0x1c849309:
      return "a V0 histogram";
    case 0x1c849301:
    case 0x1c849302:
      return "a V1 histogram";
    case 0x0c72124e & kBaseMask:
    case 0x0c72124f & kBaseMask:
      return "a DoubleHistogram";
    default:
      return "";
  }
}

tl::unexpected<core::Error> wrong_cookie(std::uint32_t cookie) {
  const std::string_view name = encoding_name(cookie & kBaseMask);
  if (name.empty()) return not_a_histogram("it begins with an unknown cookie");
  return core::fail(
      ErrorCode::kUnsupported,
      fmt::format("{} cannot be read; write it again in the V2 compressed encoding", name));
}

struct Header {
  std::size_t payload = 0;
  HistogramRange range;
};

Result<Header> take_header(std::string_view& bytes) {
  if (bytes.size() < kHeaderBytes) return not_a_histogram("its header is cut");
  const auto cookie = static_cast<std::uint32_t>(take_big_endian(bytes, 4));
  if ((cookie & kBaseMask) != kV2) return wrong_cookie(cookie);
  Header header;
  header.payload = take_big_endian(bytes, 4);
  const std::uint64_t rotation = take_big_endian(bytes, 4);
  const std::uint64_t digits = take_big_endian(bytes, 4);
  header.range.lowest = static_cast<std::int64_t>(take_big_endian(bytes, 8));
  header.range.highest = static_cast<std::int64_t>(take_big_endian(bytes, 8));
  const std::uint64_t ratio = take_big_endian(bytes, 8);
  if (header.payload != bytes.size()) return not_a_histogram("its payload length is wrong");
  const bool plain = rotation == 0 && ratio == std::bit_cast<std::uint64_t>(1.0);
  // hdr-histogram-js writes the integer 1 into both fields and means neither.
  const bool from_js = rotation == 1 && ratio == 1;
  if (!plain && !from_js) {
    return core::fail(ErrorCode::kUnsupported,
                      "a histogram with shifted or scaled values cannot be read");
  }
  const HistogramRange& range = header.range;
  if (digits > 5 || range.lowest < 1 || range.lowest > range.highest / 2) {
    return not_a_histogram("its range or digits cannot be");
  }
  header.range.significant_digits = static_cast<int>(digits);
  // ceil(log2(2 x 10^digits)) bits for the digits, and those under the lowest value.
  constexpr std::array<int, 6> kDigitBits = {1, 5, 8, 11, 15, 18};
  const auto lowest = static_cast<std::uint64_t>(range.lowest);
  const int unit_bits = static_cast<int>(std::bit_width(lowest)) - 1;
  if (kDigitBits[digits] + unit_bits > 62) return not_a_histogram("its range or digits cannot be");
  return header;
}

using Counts = std::vector<std::pair<std::size_t, std::int64_t>>;

Result<Counts> take_counts(std::string_view bytes, std::size_t slots) {
  Counts counts;
  std::size_t slot = 0;
  while (!bytes.empty()) {
    const std::optional<std::int64_t> item = read_zigzag(bytes);
    if (!item) return not_a_histogram("its last count is cut");
    const auto value = static_cast<std::uint64_t>(*item);
    const std::uint64_t covered = *item < 0 ? 0 - value : 1;
    if (covered > slots - slot) return not_a_histogram("it has more slots than its range can hold");
    if (*item > 0) counts.emplace_back(slot, *item);
    slot += covered;
  }
  return counts;
}

}  // namespace

Result<std::string> encode_histogram(const Histogram& histogram) {
  const std::string plain = encode_plain(histogram);
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::string packed(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(packed.data()), &size, as_bytes(plain),
               static_cast<uLong>(plain.size())) != Z_OK) {
    return core::fail(ErrorCode::kInternal, "zlib has no memory");
  }
  packed.resize(size);
  std::string out;
  append_big_endian(kV2Compressed | kWordSize, 4, out);
  append_big_endian(packed.size(), 4, out);
  return core::encode_base64(out + packed);
}

Result<Histogram> decode_histogram(std::string_view base64) {
  if (base64.size() / 4 * 3 > kMaxHistogramBytes) return too_large();
  const std::optional<std::string> outer = core::decode_base64(base64);
  if (!outer) return not_a_histogram("it is no base64");
  std::string_view bytes = *outer;
  if (bytes.size() < kOuterBytes) return not_a_histogram("it is cut");
  const auto cookie = static_cast<std::uint32_t>(take_big_endian(bytes, 4));
  if ((cookie & kBaseMask) != kV2Compressed) return wrong_cookie(cookie);
  if (take_big_endian(bytes, 4) != bytes.size()) return not_a_histogram("its length is wrong");
  const Result<std::string> plain = inflate_capped(bytes);
  if (!plain) return tl::unexpected(plain.error());

  std::string_view rest = *plain;
  Result<Header> header = take_header(rest);
  if (!header) return tl::unexpected(header.error());
  HistogramRange widest = header->range;
  widest.highest = std::numeric_limits<std::int64_t>::max();
  const Histogram layout(widest);
  const Result<Counts> counts = take_counts(rest, layout.slot_count());
  if (!counts) return tl::unexpected(counts.error());
  if (!counts->empty()) {
    std::int64_t& highest = header->range.highest;
    highest = std::max(highest, layout.lowest_equivalent(counts->back().first));
  }
  Histogram histogram(header->range);
  for (const auto& [slot, count] : *counts) histogram.record_slot(slot, count);
  return histogram;
}

}  // namespace orbench::metrics
