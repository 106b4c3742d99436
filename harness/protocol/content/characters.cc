#include "harness/protocol/content/characters.h"

#include "harness/core/json_lexemes.h"

namespace orbench::protocol {

std::optional<char32_t> take_character(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t length = core::utf8_length(text);
  if (length == 0) {
    text.remove_prefix(1);
    return U'\uFFFD';
  }
  const auto lead = static_cast<unsigned char>(text.front());
  // The lead byte of a longer character holds what its own length leaves: 5, 4 or 3 bits.
  char32_t character = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return character;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  while (take_character(text)) ++count;
  return count;
}

}  // namespace orbench::protocol
