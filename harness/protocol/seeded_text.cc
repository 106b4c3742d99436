#include "harness/protocol/seeded_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace orbench::protocol {
namespace {

constexpr auto kWords = std::to_array<std::string_view>(
    {"time",   "year",   "people",  "way",     "day",     "man",    "thing",   "world",  "life",
     "hand",   "part",   "child",   "eye",     "place",   "work",   "week",    "case",   "point",
     "number", "group",  "problem", "fact",    "house",   "water",  "room",    "mother", "area",
     "money",  "story",  "month",   "right",   "study",   "book",   "job",     "word",   "business",
     "issue",  "side",   "kind",    "head",    "service", "friend", "father",  "power",  "hour",
     "game",   "line",   "end",     "member",  "law",     "car",    "city",    "name",   "team",
     "minute", "idea",   "body",    "back",    "face",    "level",  "office",  "door",   "health",
     "art",    "war",    "history", "party",   "result",  "change", "morning", "reason", "research",
     "girl",   "moment", "air",     "teacher", "force",   "food",   "land",    "sea",    "light",
     "night",  "town",   "road",    "river",   "paper",   "music",  "bridge",  "market", "plan",
     "letter", "table",  "window",  "summer",  "winter",  "north",  "south",   "field",  "stone",
     "and",    "or",     "but",     "with",    "from",    "under",  "over",    "after",  "before",
     "the",    "a",      "this",    "that",    "each",    "every",  "some",    "many",   "few",
     "is",     "was",    "has",     "had",     "can",     "will",   "may",     "would",  "could",
     "see",    "find",   "give",    "take",    "make",    "keep",   "know",    "think",  "say",
     "good",   "new",    "first",   "last",    "long",    "great",  "little",  "own",    "other"});

constexpr std::size_t kTapeTokens = 8192;
constexpr std::size_t kTokensPerStop = 12;
constexpr std::size_t kPassageTokens = 48;

/// The long text that passages are taken from, and where each of its tokens begins.
struct Tape {
  std::string text;
  std::vector<std::uint32_t> begins;  // one more than tokens

  Tape() {
    core::Rng rng(1, "seeded text");
    for (std::size_t i = 1; i <= kTapeTokens; ++i) {
      begins.push_back(static_cast<std::uint32_t>(text.size()));
      if (i % kTokensPerStop == 0) {
        text += '.';
      } else {
        text += ' ';
        text += kWords[rng.below(kWords.size())];
      }
    }
    begins.push_back(static_cast<std::uint32_t>(text.size()));
  }
};

}  // namespace

void append_seeded_text(core::Rng& rng, std::uint64_t tokens, std::string& out) {
  static const Tape tape;
  bool first = true;
  while (tokens > 0) {
    const std::size_t count = std::min<std::uint64_t>(tokens, kPassageTokens);
    const std::size_t begin = rng.below(kTapeTokens - count + 1);
    std::size_t from = tape.begins[begin];
    if (first && tape.text[from] == ' ') ++from;
    first = false;
    out.append(tape.text, from, tape.begins[begin + count] - from);
    tokens -= count;
  }
}

std::optional<std::int64_t> text_tokens_in(const core::Json& body) {
  std::optional<std::int64_t> sum;
  if (body.is_string()) {
    constexpr std::string_view kOpen = "${text:";
    const auto& text = body.get_ref<const std::string&>();
    for (std::size_t at = text.find(kOpen); at != std::string::npos;
         at = text.find(kOpen, at + 1)) {
      if (at > 0 && text[at - 1] == '$') continue;
      std::int64_t tokens = 0;
      const char* const digits = text.data() + at + kOpen.size();
      std::from_chars(digits, text.data() + text.size(), tokens);
      sum = sum.value_or(0) + tokens;
    }
  } else if (body.is_structured()) {
    for (const core::Json& value : body) {
      if (const auto inner = text_tokens_in(value)) sum = sum.value_or(0) + *inner;
    }
  }
  return sum;
}

}  // namespace orbench::protocol
