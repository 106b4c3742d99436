#include "harness/protocol/salt.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"

namespace orbench::protocol {
namespace {

using core::Json;

std::optional<std::string> text_in(const Json& value, const std::string& pointer);

/// In a list of messages or of parts of one: the first that has a text.
std::optional<std::string> text_in_list(const Json& list, const std::string& pointer) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto found = text_in(list[i], core::child_pointer(pointer, i));
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<std::string> text_in(const Json& value, const std::string& pointer) {
  if (value.is_string()) return pointer;
  if (value.is_array()) return text_in_list(value, pointer);
  if (!value.is_object()) return std::nullopt;
  for (const char* const key : {"content", "text"}) {
    const auto found = value.find(key);
    if (found == value.end()) continue;
    return text_in(*found, core::child_pointer(pointer, key));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> first_prompt(const Json& body) {
  for (const char* const key : {"messages", "input"}) {
    const auto found = body.find(key);
    if (found == body.end()) continue;
    return text_in(*found, core::child_pointer("", key));
  }
  return std::nullopt;
}

bool has_nonce(const Json& body) {
  if (body.is_string()) {
    const auto& text = body.get_ref<const std::string&>();
    for (const char* const name : {"${nonce}", "${uuid}"}) {
      const std::size_t at = text.find(name);
      if (at != std::string::npos && (at == 0 || text[at - 1] != '$')) return true;
    }
    return false;
  }
  return body.is_structured() &&
         std::any_of(body.begin(), body.end(), [](const Json& value) { return has_nonce(value); });
}

}  // namespace orbench::protocol
