#include "harness/protocol/content/foreign_json.h"

#include <cstddef>

#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"

namespace orbench::protocol {
namespace {

bool is_too_deep(std::string_view json) {
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '{' || c == '[')) {
      if (++depth > core::kMaxJsonDepth) return true;
    } else if (!in_text && (c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

ForeignJson parse_foreign_json(std::string_view text) {
  ForeignJson value(ForeignJson::value_t::discarded);
  if (!is_too_deep(text)) value = ForeignJson::parse(text, nullptr, false);
  return value;
}

}  // namespace orbench::protocol
