#include "harness/protocol/printable.h"

#include "harness/core/byte_scan.h"
#include "harness/core/json_lexemes.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kMostHtml = 16U << 10U;

/// Control characters of every kind: C0, DEL, C1, and the line and direction marks of U+2028-202E
/// and U+2066-2069, with which a hostile text could rewrite what a terminal shows.
bool is_control(std::string_view character) {
  const auto byte = [character](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) <= 0x20 || byte(0) == 0x7F;
  if (character.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  if (character.size() != 3 || byte(0) != 0xE2) return false;
  const bool marks = byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE;
  const bool isolates = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
  return marks || isolates;
}

/// The ASCII letters, digits and signs in front, at most so many: nearly all text is made of them.
std::string_view plain_front(std::string_view text, std::size_t most) {
  text = text.substr(0, most);
  return text.substr(0, core::first_special(text, [](auto bytes) {
                       return bytes.below_or_beyond_ascii(' ' + 1) | bytes.equal('\x7F');
                     }));
}

/// Takes bytes off the end until `text` and an ellipsis fit, never inside a character.
void cut(std::string& text, std::size_t begin, std::size_t most) {
  const std::size_t room = most < kEllipsis.size() ? 0 : most - kEllipsis.size();
  std::size_t end = text.size();
  while (end > begin && (end > room || (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)) {
    --end;
  }
  text.resize(end);
  if (end + kEllipsis.size() <= most) text += kEllipsis;
}

}  // namespace

bool is_printable(std::string_view text) {
  for (;;) {
    const std::size_t word = plain_front(text, text.size()).size();
    if (word == text.size()) return true;
    if (word == 0 || text[word] != ' ' || word + 1 == text.size()) return false;
    text.remove_prefix(word + 1);
  }
}

void append_printable(std::string& out, std::string_view text, std::size_t most) {
  const std::size_t begin = out.size();
  if (begin + text.size() <= most && is_printable(text)) {
    out += text;
    return;
  }
  bool space = false;
  while (!text.empty()) {
    std::string_view piece = plain_front(text, most + 1);
    const std::size_t length = piece.empty() ? core::utf8_length(text) : piece.size();
    if (piece.empty()) piece = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(piece.size());
    if (length != 0 && is_control(piece)) {
      space = out.size() > begin;  // none at the front
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += length == 0 ? "?" : piece;
    if (out.size() > most) {
      cut(out, begin, most);
      return;
    }
  }
}

std::string text_of_html(std::string_view html) {
  html = html.substr(0, kMostHtml);
  std::string text;
  text.reserve(html.size());
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') {
      in_tag = true;
      text += ' ';
    } else if (c == '>' && in_tag) {
      in_tag = false;
    } else if (!in_tag) {
      text += c;
    }
  }
  return text;
}

}  // namespace orbench::protocol
