#include "harness/core/json_reader.h"

#include <charconv>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_lexemes.h"

namespace orbench::core {
namespace {

constexpr std::size_t kShownBytes = 160;
// Deeper or longer pointers than any file of ours has; places of such values are not kept.
constexpr std::size_t kLongestPointer = 1024;

/// A key or pointer as an error shows it: a hostile one may be megabytes long.
std::string shown(const std::string& text) {
  return text.size() <= kShownBytes ? text : fmt::format("({} bytes)", text.size());
}

template <class Number>
bool convert(std::string_view text, Json& out) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return false;
  out = value;
  return true;
}

}  // namespace

JsonReader::JsonReader(std::string_view text, const std::string& origin, SourceMap& source,
                       Diagnostics& diagnostics)
    : cursor_(text), origin_(origin), source_(source), diagnostics_(diagnostics) {}

bool JsonReader::read(Json& document) {
  if (cursor_.rest().starts_with("\xEF\xBB\xBF")) cursor_.skip_unseen(3);
  if (!space() || !value(document) || !space()) return false;
  return cursor_.at_end() || refuse("there is text after the end of the JSON value: " + found());
}

bool JsonReader::value(Json& out) {
  if (++values_ > kMaxValues) {
    return refuse(fmt::format("more than {} values", kMaxValues), ErrorCode::kTooLarge);
  }
  note_place();
  switch (cursor_.peek()) {
    case '{':
    case '[': {
      if (depth_ == kMaxJsonDepth) {
        return refuse(fmt::format("nested deeper than {} levels", kMaxJsonDepth),
                      ErrorCode::kTooLarge);
      }
      ++depth_;
      const bool ok = cursor_.peek() == '{' ? object(out) : array(out);
      --depth_;
      return ok;
    }
    case '"': {
      std::string text;
      if (!string(text)) return false;
      out = std::move(text);
      return true;
    }
    default:
      return cursor_.peek() == '-' || is_digit(cursor_.peek()) ? number(out) : literal(out);
  }
}

bool JsonReader::object(Json& out) {
  cursor_.take();
  out = Json::object();
  if (!space()) return false;
  if (cursor_.take_if('}')) return true;
  Keys seen;
  for (;;) {
    if (!member(out, seen) || !space()) return false;
    if (cursor_.take_if('}')) return true;
    if (!cursor_.take_if(','))
      return refuse("expected ',' or '}' after a member, found " + found());
    if (!space()) return false;
    if (cursor_.peek() == '}') return refuse("a comma before '}': remove it");
  }
}

bool JsonReader::member(Json& out, Keys& seen) {
  if (cursor_.peek() != '"') return refuse("expected a key in double quotes, found " + found());
  const std::string key_place = here();
  std::string key;
  if (!string(key)) return false;
  const std::size_t parent = pointer_.size();
  append_token(key);
  const bool is_new = seen.insert(key).second;
  if (!is_new && !accept_duplicate(key, key_place)) return false;
  if (!space()) return false;
  if (!cursor_.take_if(':')) {
    return refuse(fmt::format("expected ':' after the key \"{}\", found {}", shown(key), found()));
  }
  Json read;
  if (!space() || !value(read)) return false;
  if (is_new) {
    // Past the keyed access of ordered_json, which looks through all keys for each insertion.
    out.get_ref<Json::object_t&>().push_back({std::move(key), std::move(read)});
  } else {
    out[key] = std::move(read);
  }
  pointer_.resize(parent);
  return true;
}

bool JsonReader::array(Json& out) {
  cursor_.take();
  out = Json::array();
  if (!space()) return false;
  if (cursor_.take_if(']')) return true;
  const std::size_t parent = pointer_.size();
  for (;;) {
    append_token(std::to_string(out.size()));
    Json element;
    if (!value(element) || !space()) return false;
    out.push_back(std::move(element));
    pointer_.resize(parent);
    if (cursor_.take_if(']')) return true;
    if (!cursor_.take_if(','))
      return refuse("expected ',' or ']' after an element, found " + found());
    if (!space()) return false;
    if (cursor_.peek() == ']') return refuse("a comma before ']': remove it");
  }
}

bool JsonReader::literal(Json& out) {
  const std::pair<std::string_view, Json> words[] = {
      {"true", true}, {"false", false}, {"null", nullptr}};
  for (const auto& [word, meaning] : words) {
    if (!cursor_.rest().starts_with(word)) continue;
    cursor_.take(word.size());
    out = meaning;
    return true;
  }
  return refuse("expected a value, found " + found());
}

bool JsonReader::number(Json& out) {
  const std::size_t length = number_length(cursor_.rest());
  if (length == 0) return refuse("not a number as JSON writes it");
  const std::string_view digits = cursor_.rest().substr(0, length);
  if (digits.back() == '0' && is_digit(cursor_.peek(length))) {
    return refuse("a number may not begin with 0");
  }
  const bool whole = digits.find_first_of(".eE") == std::string_view::npos;
  const bool converted =
      (whole && (convert<std::int64_t>(digits, out) || convert<std::uint64_t>(digits, out))) ||
      convert<double>(digits, out);
  if (!converted) return refuse("the number is out of the range of a double");
  cursor_.take(length);
  return true;
}

bool JsonReader::string(std::string& out) {
  const JsonCursor start = cursor_;
  cursor_.take();
  while (!cursor_.at_end()) {
    const char c = cursor_.peek();
    if (c == '"') {
      cursor_.take();
      return true;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      return refuse(c == '\n' ? "the string is not closed on its line"
                              : "a control character in a string must be written as an escape");
    }
    if (!(c == '\\' ? escape(out) : utf8_character(out))) return false;
  }
  cursor_ = start;
  return refuse("the string that begins here is not closed");
}

bool JsonReader::utf8_character(std::string& out) {
  const std::size_t length = utf8_length(cursor_.rest());
  if (length == 0) return refuse("not valid UTF-8: save the file as UTF-8");
  out.append(cursor_.rest().substr(0, length));
  cursor_.take(length);
  return true;
}

bool JsonReader::escape(std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char letter = cursor_.peek(1);
  if (letter == 'u') return unicode_escape(out);
  const std::size_t which = letter == '\0' ? std::string_view::npos : kLetters.find(letter);
  if (which == std::string_view::npos) return refuse("no such escape in JSON strings");
  out += kMeanings[which];
  cursor_.take(2);
  return true;
}

bool JsonReader::hex4(std::uint32_t& out) {
  const std::string_view digits = cursor_.rest().substr(0, 6);
  if (digits.size() < 6 || !digits.starts_with("\\u")) return false;
  const auto [end, error] = std::from_chars(digits.data() + 2, digits.data() + 6, out, 16);
  return error == std::errc{} && end == digits.data() + 6;
}

bool JsonReader::unicode_escape(std::string& out) {
  std::uint32_t code = 0;
  if (!hex4(code)) return refuse("\\u takes four hexadecimal digits");
  if (code >= 0xDC00 && code < 0xE000) return refuse("half of a surrogate pair");
  if (code >= 0xD800 && code < 0xDC00) {
    const JsonCursor high_half = cursor_;
    cursor_.take(6);
    std::uint32_t low = 0;
    if (!hex4(low) || low < 0xDC00 || low >= 0xE000) {
      cursor_ = high_half;
      return refuse("half of a surrogate pair");
    }
    code = 0x10000U + ((code - 0xD800U) << 10U) + (low - 0xDC00U);
  }
  cursor_.take(6);
  append_utf8(out, code);
  return true;
}

bool JsonReader::space() {
  for (;;) {
    const char c = cursor_.peek();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      cursor_.take();
    } else if (c == '/' && cursor_.peek(1) == '/') {
      while (!cursor_.at_end() && cursor_.peek() != '\n') cursor_.take();
    } else if (c == '/' && cursor_.peek(1) == '*') {
      if (!block_comment()) return false;
    } else {
      return true;
    }
  }
}

bool JsonReader::block_comment() {
  const std::size_t end = cursor_.rest().find("*/", 2);
  if (end == std::string_view::npos) return refuse("the comment that begins here is not closed");
  cursor_.take(end + 2);
  return true;
}

void JsonReader::append_token(std::string_view key) {
  pointer_ += '/';
  append_escaped(pointer_, key);
}

void JsonReader::note_place() {
  if (places_ == kMaxPlaces || pointer_.size() > kLongestPointer) return;
  ++places_;
  source_.set(pointer_, origin_, cursor_.line(), cursor_.column());
}

bool JsonReader::accept_duplicate(const std::string& key, const std::string& place) {
  diagnostics_.error(
      ErrorCode::kParse,
      fmt::format("the key \"{}\" stands twice in one object: remove one", shown(key)),
      fmt::format("{} #{}", place, shown(pointer_)));
  if (++duplicates_ > kMaxDuplicates) return refuse("too many keys stand twice: giving up");
  source_.erase_subtree(pointer_);
  return true;
}

std::string JsonReader::here() const {
  return fmt::format("{}:{}:{}", origin_, cursor_.line(), cursor_.column());
}

std::string JsonReader::found() const {
  if (cursor_.at_end()) return "the end of the text";
  const auto c = static_cast<unsigned char>(cursor_.peek());
  if (c == '\'') return "a single quote (JSON uses double quotes)";
  return c > 0x20 && c < 0x7F ? fmt::format("'{}'", static_cast<char>(c))
                              : fmt::format("byte 0x{:02x}", c);
}

bool JsonReader::refuse(std::string reason, ErrorCode code) {
  diagnostics_.error(code, std::move(reason), here());
  return false;
}

}  // namespace orbench::core
