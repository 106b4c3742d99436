#include "harness/protocol/picture_format.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace orbench::protocol {
namespace {

constexpr std::size_t kLooked = 12;  // bytes: RIFF, a length, WEBP

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// The first bytes; fewer when the text ends or is no base64.
std::string_view first_bytes(std::string_view base64, std::array<char, kLooked>& memory) {
  std::size_t size = 0;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : base64) {
    const int value = value_of(c);
    if (value < 0 || size == memory.size()) break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    memory[size++] = static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
  }
  return {memory.data(), size};
}

}  // namespace

std::string_view media_type_of_picture(std::string_view base64) {
  std::array<char, kLooked> memory{};
  const std::string_view bytes = first_bytes(base64, memory);
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("RIFF") && bytes.substr(4).ends_with("WEBP")) return "image/webp";
  if (bytes.starts_with("<svg") || bytes.starts_with("<?xml")) return "image/svg+xml";
  return {};
}

}  // namespace orbench::protocol
