#include "results/utf8_text.h"

#include <cstddef>

#include "harness/core/json_lexemes.h"

namespace orbench::results {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20U && byte < 0x7FU && c != '"' && c != '\\';
}

/// The character at the front of `text`, or its replacement; returns the bytes taken.
std::size_t append_character(std::string_view text, std::string& out) {
  const std::size_t length = core::utf8_length(text);
  out += length == 0 ? kReplacement : text.substr(0, length);
  return length == 0 ? 1 : length;
}

void append_escape(char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0xFU];
  }
}

}  // namespace

void append_valid_utf8(std::string_view text, std::string& out) {
  while (!text.empty()) text.remove_prefix(append_character(text, out));
}

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text.front()) < 0x80U) {
      append_escape(text.front(), out);
      text.remove_prefix(1);
    } else {
      text.remove_prefix(append_character(text, out));
    }
  }
  out += '"';
}

}  // namespace orbench::results
