#include "harness/protocol/content/character_class.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace orbench::protocol {
namespace {

using Range = CharacterSet::Range;
constexpr char32_t kLastCharacter = 0x10FFFF;

/// Those of `\d`, `\w` and `\s`; each in the order of its characters, for the complement.
CharacterSet digits() { return {{{'0', '9'}}}; }
CharacterSet word() { return {{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}}; }
CharacterSet space() {
  return {{{'\t', '\r'},
           {' ', ' '},
           {0xA0, 0xA0},
           {0x1680, 0x1680},
           {0x2000, 0x200A},
           {0x2028, 0x2029},
           {0x202F, 0x202F},
           {0x205F, 0x205F},
           {0x3000, 0x3000},
           {0xFEFF, 0xFEFF}}};
}

CharacterSet complement(const CharacterSet& set) {
  CharacterSet out;
  char32_t from = 0;
  for (const Range& range : set.ranges) {
    if (range.first > from) out.ranges.push_back({from, range.first - 1});
    from = range.last + 1;
  }
  out.ranges.push_back({from, kLastCharacter});
  return out;
}

CharacterSet one(char32_t character) { return {{{character, character}}}; }

std::optional<CharacterSet> named_set(char32_t name) {
  switch (name) {
    case 'd':
      return digits();
    case 'w':
      return word();
    case 's':
      return space();
    case 'D':
      return complement(digits());
    case 'W':
      return complement(word());
    case 'S':
      return complement(space());
    default:
      return std::nullopt;
  }
}

std::optional<char32_t> control_character(char32_t name) {
  constexpr std::array<std::pair<char32_t, char32_t>, 6> kNames = {
      {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'f', '\f'}, {'v', '\v'}, {'0', '\0'}}};
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [name](const auto& entry) { return entry.first == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->second;
}

int hex_value(char32_t digit) {
  if (digit >= '0' && digit <= '9') return static_cast<int>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<int>(digit - 'a') + 10;
  if (digit >= 'A' && digit <= 'F') return static_cast<int>(digit - 'A') + 10;
  return -1;
}

CharacterSet numbered(PatternReader& reader, int digits) {
  char32_t character = 0;
  for (int i = 0; i < digits; ++i) {
    const int value = reader.done() ? -1 : hex_value(reader.get());
    if (value < 0) {
      reader.fail(fmt::format("an escape that wants {} hexadecimal digits", digits));
      return {};
    }
    character = character * 16 + static_cast<char32_t>(value);
  }
  return one(character);
}

bool is_single(const CharacterSet& set) {
  return set.ranges.size() == 1 && set.ranges.front().first == set.ranges.front().last;
}

/// One item of a class: a character or an escape.
CharacterSet class_item(PatternReader& reader) {
  const char32_t c = reader.get();
  if (c != '\\') return one(c);
  if (reader.take('b')) return one('\b');
  return read_escape(reader);
}

}  // namespace

bool PatternReader::take(char32_t character) {
  if (done() || next() != character) return false;
  ++at_;
  return true;
}

void PatternReader::fail(std::string what) {
  if (failure()) return;
  what_ = std::move(what);
  failed_at_ = std::max<std::size_t>(at_, 1);
  at_ = text_.size();
}

tl::unexpected<core::Error> PatternReader::error() const {
  return core::fail(
      core::ErrorCode::kInvalidArgument,
      fmt::format("this is no pattern: at character {} stands {}", failed_at_, what_));
}

CharacterSet read_escape(PatternReader& reader) {
  if (reader.done()) {
    reader.fail(R"(a "\" with nothing behind it)");
    return {};
  }
  const char32_t c = reader.get();
  if (auto set = named_set(c)) return *std::move(set);
  if (const auto control = control_character(c)) return one(*control);
  if (c == 'x') return numbered(reader, 2);
  if (c == 'u') return numbered(reader, 4);
  if (c >= '1' && c <= '9') {
    reader.fail("a back reference, which are not known here");
  } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
    reader.fail("an escape that means nothing");
  }
  return one(c);
}

CharacterSet read_class(PatternReader& reader) {
  CharacterSet set;
  set.negated = reader.take('^');
  while (!reader.done() && reader.next() != ']') {
    CharacterSet item = class_item(reader);
    // A dash at the end stands for itself.
    if (is_single(item) && reader.take('-')) {
      if (!reader.done() && reader.next() != ']') {
        const CharacterSet last = class_item(reader);
        if (!is_single(last) || last.ranges.front().first < item.ranges.front().first) {
          reader.fail("a range that does not go from one character up to another");
          return {};
        }
        item.ranges.front().last = last.ranges.front().first;
      } else {
        item.ranges.push_back({'-', '-'});
      }
    }
    set.ranges.insert(set.ranges.end(), item.ranges.begin(), item.ranges.end());
  }
  if (!reader.take(']')) reader.fail("a \"[\" that nothing closes");
  return set;
}

}  // namespace orbench::protocol
