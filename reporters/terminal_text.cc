#include "reporters/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "harness/core/json_lexemes.h"

namespace orbench::reporters {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Source: Unicode 15, EastAsianWidth.txt (W and F) and the combining blocks, by block.
constexpr std::array<Range, 5> kNoWidth = {
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> kTwoWide = {{{0x1100, 0x115F},
                                            {0x2E80, 0xA4CF},
                                            {0xAC00, 0xD7A3},
                                            {0xF900, 0xFAFF},
                                            {0xFE30, 0xFE6F},
                                            {0xFF00, 0xFF60},
                                            {0xFFE0, 0xFFE6},
                                            {0x1F300, 0x1FAFF},
                                            {0x20000, 0x3FFFD}}};

template <std::size_t kCount>
bool within(std::uint32_t code, const std::array<Range, kCount>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return code >= range.first && code <= range.last;
  });
}

/// The next character of a text and the bytes it takes; a stray byte counts as `?`.
struct Character {
  std::uint32_t code;
  std::size_t bytes;
};

Character next_character(std::string_view text) {
  const std::size_t bytes = core::utf8_length(text);
  if (bytes == 0) return {'?', 1};
  const auto lead = static_cast<unsigned char>(text.front());
  if (bytes == 1) return {lead, 1};
  std::uint32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return {code, bytes};
}

int width_of(std::uint32_t code) {
  if (within(code, kNoWidth)) return 0;
  return within(code, kTwoWide) ? 2 : 1;
}

bool is_dangerous(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool turns_direction = (code >= 0x200E && code <= 0x200F) ||
                               (code >= 0x2028 && code <= 0x202E) ||
                               (code >= 0x2066 && code <= 0x2069);
  return control || turns_direction;
}

/// Bytes of the longest beginning of `text` that fits into `width` columns.
std::size_t bytes_that_fit(std::string_view text, int width) {
  std::size_t bytes = 0;
  int used = 0;
  while (bytes < text.size()) {
    const Character next = next_character(text.substr(bytes));
    used += width_of(next.code);
    if (used > width) break;
    bytes += next.bytes;
  }
  return bytes;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character next = next_character(text);
    if (next.code == '\n' || next.code == '\r' || next.code == '\t') {
      out += ' ';
    } else if (is_dangerous(next.code) || core::utf8_length(text) == 0) {
      out += '?';
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character next = next_character(text);
    width += width_of(next.code);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string spaces(int count) {
  std::string out;
  out.resize(static_cast<std::size_t>(std::max(count, 0)), ' ');
  return out;
}

std::string clipped(std::string_view text, int width) {
  if (bytes_that_fit(text, width) == text.size()) return std::string(text);
  if (width <= 0) return {};
  return std::string(text.substr(0, bytes_that_fit(text, width - 1))) + "…";
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t fits = bytes_that_fit(text, std::max(width, 1));
    if (fits == text.size()) break;
    const std::size_t space = text.rfind(' ', fits);
    const bool at_space = space != std::string_view::npos && space > 0;
    // A character wider than the line still has to go somewhere.
    const std::size_t cut = at_space ? space : std::max(fits, next_character(text).bytes);
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

}  // namespace orbench::reporters
