#include "mock/media/base64.h"

#include <algorithm>
#include <cstdint>

namespace orbench::mock {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_digit(char c) { return kAlphabet.find(c) != std::string_view::npos; }

/// Without the padding, which says nothing that the length does not.
std::string_view digits_of(std::string_view text) {
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto byte = k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U;
      group = (group << 8U) | byte;
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const auto digit = (group >> (18U - 6U * k)) & 63U;
      text += k <= count ? kAlphabet[digit] : '=';
    }
  }
  return text;
}

std::optional<std::size_t> base64_decoded_size(std::string_view text) {
  text = digits_of(text);
  if (text.size() % 4 == 1 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  return text.size() * 3 / 4;
}

std::optional<std::string> from_base64(std::string_view text) {
  const auto size = base64_decoded_size(text);
  if (!size) return std::nullopt;
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : digits_of(text)) {
    bits = (bits << 6U) | static_cast<std::uint32_t>(kAlphabet.find(c));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 0xFFU);
  }
  return bytes;
}

}  // namespace orbench::mock
