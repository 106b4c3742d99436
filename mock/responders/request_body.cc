#include "mock/responders/request_body.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace orbench::mock::body {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kBytesPerToken = 4;
constexpr std::int64_t kTokensPerMessage = 4;  // role and separators
constexpr double kMostTokens = 1e9;

constexpr int kDeepest = 128;

/// Looked at before parsing, which costs a hundred times more a level.
bool nests_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size() && depth <= kDeepest; ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
  }
  return depth > kDeepest;
}

}  // namespace

Json parse(std::string_view text) {
  Json body = nests_too_deep(text) ? Json() : Json::parse(text, nullptr, false);
  return body.is_object() ? body : Json();
}

const Json& at(const Json& object, std::string_view key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string text_at(const Json& object, std::string_view key) {
  const Json& value = at(object, key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

bool flag_at(const Json& object, std::string_view key, bool fallback) {
  const Json& value = at(object, key);
  return value.is_boolean() ? value.get<bool>() : fallback;
}

std::optional<std::int64_t> count_at(const Json& object, std::string_view key) {
  const Json& value = at(object, key);
  if (!value.is_number()) return std::nullopt;
  const auto number = value.get<double>();
  if (!(number >= 1.0)) return std::nullopt;
  return static_cast<std::int64_t>(std::min(number, kMostTokens));
}

std::vector<std::string> texts_at(const Json& object, std::string_view key) {
  std::vector<std::string> texts;
  for (const Json& element : at(object, key)) {
    if (element.is_string()) texts.push_back(element.get<std::string>());
  }
  return texts;
}

bool has(const Json& object, std::string_view key) { return !at(object, key).is_null(); }

std::string_view first_missing(const Json& object, std::initializer_list<std::string_view> keys) {
  const auto* const missing = std::find_if(keys.begin(), keys.end(),
                                           [&](std::string_view key) { return !has(object, key); });
  return missing == keys.end() ? std::string_view{} : *missing;
}

std::int64_t tokens_of(std::size_t bytes) {
  return (static_cast<std::int64_t>(bytes) + kBytesPerToken - 1) / kBytesPerToken;
}

std::size_t content_bytes(const Json& content) {
  if (content.is_string()) return content.get_ref<const std::string&>().size();
  std::size_t bytes = 0;
  if (content.is_array()) {
    for (const Json& part : content) bytes += text_at(part, "text").size();
  }
  return bytes;
}

std::int64_t message_tokens(const Json& messages) {
  std::int64_t tokens = 0;
  for (const Json& message : messages) {
    tokens += tokens_of(content_bytes(at(message, "content"))) + kTokensPerMessage;
  }
  return tokens;
}

}  // namespace orbench::mock::body
