#include "mock/media/picture.h"

#include <fmt/format.h>

#include "mock/media/checksum.h"

namespace orbench::mock {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t kSide = 8;

void append_png_chunk(std::string& file, std::string_view type, std::string_view data) {
  append_big_endian(file, static_cast<std::uint32_t>(data.size()), 4);
  std::string checked(type);
  checked += data;
  file += checked;
  append_big_endian(file, crc32(checked), 4);
}

std::string png(std::uint32_t colour) {
  std::string header;
  append_big_endian(header, kSide, 4);
  append_big_endian(header, kSide, 4);
  header += "\x08\x02\x00\x00\x00"sv;  // 8 bits, RGB, deflate, no filter, not interlaced
  std::string rows;
  for (std::uint32_t y = 0; y < kSide; ++y) {
    rows += '\0';  // this row's filter: none
    for (std::uint32_t x = 0; x < kSide; ++x) append_big_endian(rows, colour, 3);
  }
  std::string data = "\x78\x01" + stored_block(rows, true);
  append_big_endian(data, adler32(rows), 4);
  std::string file = "\x89PNG\r\n\x1A\n";
  append_png_chunk(file, "IHDR", header);
  append_png_chunk(file, "IDAT", data);
  append_png_chunk(file, "IEND", {});
  return file;
}

/// One block whose only coefficient is its mean. The Huffman tables have one code each, the bit 0:
/// for the mean, six bits of amplitude follow; for the rest, there is nothing more.
std::string jpeg(std::uint32_t colour) {
  const std::string one_code = "\x01" + std::string(15, '\0');
  std::string file = "\xFF\xD8";
  file.append("\xFF\xDB\x00\x43\x00"sv).append(64, '\x08');
  file.append("\xFF\xC0\x00\x0B\x08\x00\x08\x00\x08\x01\x01\x11\x00"sv);
  file.append("\xFF\xC4\x00\x14\x00"sv).append(one_code).append(1, '\x06');
  file.append("\xFF\xC4\x00\x14\x10"sv).append(one_code).append(1, '\0');
  file.append("\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00"sv);
  const std::uint32_t amplitude = (colour >> 10U) & 63U;  // the upper bits of green
  file += static_cast<char>(amplitude << 1U);
  return file + "\xFF\xD9";
}

/// Collects bits, the first in the lowest place.
class BitWriter {
 public:
  void put(std::uint32_t value, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i, ++used_) {
      if (used_ % 8 == 0) bytes_ += '\0';
      if (((value >> i) & 1U) == 0) continue;
      bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) |
                                        (1U << static_cast<unsigned>(used_ % 8)));
    }
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t used_ = 0;
};

/// Lossless: every prefix code has one symbol, so the pixels themselves take no bits at all.
std::string webp(std::uint32_t colour) {
  BitWriter bits;
  bits.put(0x2F, 8);
  bits.put(kSide - 1, 14);
  bits.put(kSide - 1, 14);
  bits.put(0, 1 + 3);      // no alpha, version 0
  bits.put(0, 1 + 1 + 1);  // no transform, no colour cache, one set of codes
  const auto one_symbol = [&](std::uint32_t symbol) {
    bits.put(1, 1);  // a simple code
    bits.put(0, 1);  // of one symbol
    bits.put(1, 1);  // which has eight bits
    bits.put(symbol, 8);
  };
  one_symbol((colour >> 8U) & 0xFFU);   // green
  one_symbol((colour >> 16U) & 0xFFU);  // red
  one_symbol(colour & 0xFFU);           // blue
  one_symbol(0xFF);                     // alpha
  one_symbol(0);                        // distance, never used
  std::string chunk = bits.bytes();
  const auto size = static_cast<std::uint32_t>(chunk.size());
  if (size % 2 != 0) chunk += '\0';
  std::string file = "RIFF";
  append_little_endian(file, static_cast<std::uint32_t>(chunk.size()) + 12, 4);
  file += "WEBPVP8L";
  append_little_endian(file, size, 4);
  return file + chunk;
}

}  // namespace

std::optional<PictureFormat> picture_format(std::string_view name) {
  if (name == "png") return PictureFormat::kPng;
  if (name == "jpeg") return PictureFormat::kJpeg;
  if (name == "webp") return PictureFormat::kWebp;
  if (name == "svg") return PictureFormat::kSvg;
  return std::nullopt;
}

std::string_view media_type(PictureFormat format) {
  switch (format) {
    case PictureFormat::kPng:
      return "image/png";
    case PictureFormat::kJpeg:
      return "image/jpeg";
    case PictureFormat::kWebp:
      return "image/webp";
    case PictureFormat::kSvg:
      return "image/svg+xml";
  }
  return {};
}

std::string picture(PictureFormat format, std::uint32_t colour) {
  switch (format) {
    case PictureFormat::kPng:
      return png(colour);
    case PictureFormat::kJpeg:
      return jpeg(colour);
    case PictureFormat::kWebp:
      return webp(colour);
    case PictureFormat::kSvg:
      return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}">)"
                         R"(<rect width="{0}" height="{0}" fill="#{1:06x}"/></svg>)",
                         kSide, colour & 0xFFFFFFU);
  }
  return {};
}

}  // namespace orbench::mock
