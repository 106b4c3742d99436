#include "harness/protocol/content/picture_structure.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace orbench::protocol {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

/// REQUIRES: `size` bytes from `at` on.
std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = (value << 8U) | byte_at(bytes, at + i);
  return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i > 0; --i) value = (value << 8U) | byte_at(bytes, at + i - 1);
  return value;
}

constexpr std::array<std::uint32_t, 256> kChecksums = [] {
  constexpr std::uint32_t kPolynomial = 0xEDB88320U;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? kPolynomial : 0U);
    table.at(byte) = sum;
  }
  return table;
}();

/// CRC-32 as PNG has it.
std::uint32_t checksum(std::string_view bytes) {
  std::uint32_t sum = ~0U;
  for (const char c : bytes) {
    sum = (sum >> 8U) ^ kChecksums[(sum ^ static_cast<std::uint8_t>(c)) & 0xFFU];
  }
  return ~sum;
}

std::string png_defect(std::string_view bytes) {
  constexpr std::size_t kFrame = 12;  // length, name and checksum of a chunk
  std::size_t at = 8;                 // behind the signature
  bool first = true;
  while (at + kFrame <= bytes.size()) {
    const std::size_t length = big_endian(bytes, at, 4);
    if (length > bytes.size() - at - kFrame) return "a PNG that is cut short";
    const std::string_view name = bytes.substr(at + 4, 4);
    if (big_endian(bytes, at + 8 + length, 4) != checksum(bytes.substr(at + 4, length + 4))) {
      return "a PNG with a wrong checksum";
    }
    if (first) {
      const bool has_size = name == "IHDR" && length >= 8 && big_endian(bytes, at + 8, 4) > 0 &&
                            big_endian(bytes, at + 12, 4) > 0;
      if (!has_size) return "a PNG without a size";
    }
    if (name == "IEND") return {};
    first = false;
    at += kFrame + length;
  }
  return "a PNG that is cut short";
}

/// SOF0 to SOF15, but for the three of these codes that mean something else.
bool begins_frame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

std::string jpeg_defect(std::string_view bytes) {
  constexpr std::uint8_t kScan = 0xDA;
  constexpr std::size_t kFrameHead = 9;  // marker, length, precision, height, width
  bool has_size = false;
  std::size_t at = 2;  // behind the start marker
  while (at + 4 <= bytes.size() && byte_at(bytes, at) == 0xFF) {
    const std::uint8_t marker = byte_at(bytes, at + 1);
    const std::size_t length = big_endian(bytes, at + 2, 2);
    if (length < 2 || length > bytes.size() - at - 2) return "a JPEG that is cut short";
    if (begins_frame(marker) && at + kFrameHead <= bytes.size()) {
      has_size = big_endian(bytes, at + 7, 2) > 0;
    }
    if (marker == kScan) {
      if (!has_size) return "a JPEG without a size";
      return bytes.find("\xFF\xD9", at + 2 + length) == std::string_view::npos
                 ? "a JPEG that is cut short"
                 : "";
    }
    at += 2 + length;
  }
  return "a JPEG without a picture in it";
}

std::string webp_defect(std::string_view bytes) {
  constexpr std::size_t kHead = 12;
  const std::size_t length = little_endian(bytes, 4);
  if (length < 4 || length + 8 > bytes.size()) return "a WebP that is cut short";
  const std::string_view file = bytes.substr(0, length + 8);
  bool has_picture = false;
  std::size_t at = kHead;
  while (at + 8 <= file.size()) {
    const std::size_t size = little_endian(file, at + 4);
    if (size > file.size() - at - 8) return "a WebP that is cut short";
    const std::string_view name = file.substr(at, 4);
    has_picture |= name == "VP8 " || name == "VP8L" || name == "ANMF";
    at += 8 + size + size % 2;
  }
  return has_picture ? "" : "a WebP without a picture in it";
}

std::string svg_defect(std::string_view bytes) {
  const std::size_t begin = bytes.find("<svg");
  if (begin == std::string_view::npos) return "XML that is no SVG";
  const std::size_t close = bytes.find('>', begin);
  if (close == std::string_view::npos) return "an SVG that is cut short";
  if (bytes[close - 1] == '/') return {};
  return bytes.find("</svg>", close) == std::string_view::npos ? "an SVG that is cut short" : "";
}

}  // namespace

std::string picture_defect(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return png_defect(bytes);
  if (bytes.starts_with("\xFF\xD8\xFF")) return jpeg_defect(bytes);
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return webp_defect(bytes);
  if (bytes.starts_with("<svg") || bytes.starts_with("<?xml")) return svg_defect(bytes);
  return "an image that is neither PNG, JPEG, WebP nor SVG";
}

}  // namespace orbench::protocol
