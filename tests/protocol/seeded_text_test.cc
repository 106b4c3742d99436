#include "harness/protocol/seeded_text.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::protocol {
namespace {

std::string text(std::uint64_t seed, std::uint64_t tokens) {
  core::Rng rng(seed);
  std::string out;
  append_seeded_text(rng, tokens, out);
  return out;
}

/// By the rule: a word or a full stop is one token.
std::size_t tokens_in(const std::string& text) {
  std::size_t count = 0;
  bool in_word = false;
  for (const char c : text) {
    const bool letter = c >= 'a' && c <= 'z';
    if (letter && !in_word) ++count;
    if (c == '.') ++count;
    in_word = letter;
  }
  return count;
}

TEST(SeededText, HoldsTheTokensAskedFor) {
  for (const std::uint64_t tokens : {1U, 2U, 11U, 12U, 47U, 48U, 49U, 500U, 20'000U}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      EXPECT_EQ(tokens_in(text(seed, tokens)), tokens) << seed;
    }
  }
}

TEST(SeededText, NeedsNoEscapeInJson) {
  const std::string all = text(3, 20'000);
  EXPECT_TRUE(std::all_of(all.begin(), all.end(),
                          [](char c) { return (c >= 'a' && c <= 'z') || c == ' ' || c == '.'; }));
  EXPECT_NE(all.front(), ' ');
  EXPECT_EQ(all.find("  "), std::string::npos);
}

TEST(SeededText, IsTheSeeds) {
  EXPECT_EQ(text(1, 300), text(1, 300));
  std::set<std::string> different;
  for (std::uint64_t seed = 0; seed < 200; ++seed) different.insert(text(seed, 300));
  EXPECT_EQ(different.size(), 200U);
}

TEST(SeededText, IsCountedAsAskedFor) {
  const auto asked = [](const char* body) { return text_tokens_in(core::Json::parse(body)); };
  EXPECT_EQ(asked(R"({"a": ["${text:100} and ${text:20}", {"b": "${text:3}"}], "n": 5})"), 123);
  EXPECT_EQ(asked(R"({"a": "$${text:100} ${nonce}", "${text:5}": 1})"), std::nullopt);
}

}  // namespace
}  // namespace orbench::protocol
