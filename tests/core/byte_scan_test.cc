#include "harness/core/byte_scan.h"

#include <algorithm>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::core {
namespace {

std::size_t scanned(std::string_view text) {
  return first_special(text, [](auto bytes) {
    return bytes.equal('"') | bytes.equal('\\') | bytes.below_or_beyond_ascii(0x20);
  });
}

std::size_t looked_for(std::string_view text) {
  const auto* const found = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '"' || c == '\\' || byte < 0x20 || byte >= 0x80;
  });
  return static_cast<std::size_t>(found - text.begin());
}

TEST(FirstSpecial, FindsEachByteAtEachPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t size = 0; size < 40; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(scanned(text), looked_for(text)) << byte << " at " << at << " of " << size;
      }
    }
  }
}

TEST(FirstSpecial, FindsTheFirstOfMany) {
  Rng rng(7, "bytes");
  for (int round = 0; round < 20000; ++round) {
    std::string text(rng.below(70), ' ');
    for (char& c : text) {
      c = static_cast<char>(rng.below(4) == 0 ? rng.below(256) : 0x1E + rng.below(8));
    }
    ASSERT_EQ(scanned(text), looked_for(text)) << round;
  }
}

TEST(FirstSpecial, ReadsNoByteBehindTheText) {
  for (std::size_t size = 0; size < 40; ++size) {
    const auto exact = std::make_unique<char[]>(size);
    std::fill_n(exact.get(), size, 'x');
    EXPECT_EQ(scanned({exact.get(), size}), size);
  }
}

TEST(ByteWord, TellsDigitsFromAllOtherBytes) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t at = 0; at < 8; ++at) {
      for (const char neighbour : {'0', '9'}) {
        std::string text(8, neighbour);
        text[at] = static_cast<char>(byte);
        EXPECT_EQ(ByteWord(word_at(text.data())).are_digits(), byte >= '0' && byte <= '9')
            << byte << " at " << at;
      }
    }
  }
  EXPECT_FALSE(ByteWord(word_at("\xFA\xCF\xFF\xFF\xFF\xFF\xFF\xFF")).are_digits());
}

}  // namespace
}  // namespace orbench::core
