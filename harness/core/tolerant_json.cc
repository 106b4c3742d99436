#include "harness/core/tolerant_json.h"

#include <charconv>
#include <cmath>
#include <system_error>

#include <nlohmann/json.hpp>

namespace orbench::core {

const Json* find(const Json& value, std::string_view key) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(key);
  return found == value.end() || found->is_null() ? nullptr : &*found;
}

const Json& member(const Json& value, std::string_view key) {
  static const Json nothing;
  const Json* const found = find(value, key);
  return found == nullptr ? nothing : *found;
}

std::string text_at(const Json& value, std::string_view key) {
  const Json& text = member(value, key);
  return text.is_string() ? text.get<std::string>() : "";
}

std::vector<std::string> texts_at(const Json& value, std::string_view key) {
  std::vector<std::string> texts;
  const Json& list = member(value, key);
  if (!list.is_array()) return texts;
  for (const Json& item : list) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::optional<double> number_in(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& written = value.get_ref<const std::string&>();
  double parsed = 0;
  const auto [end, error] =
      std::from_chars(written.data(), written.data() + written.size(), parsed);
  const bool whole = error == std::errc{} && end == written.data() + written.size();
  return whole && std::isfinite(parsed) ? std::optional(parsed) : std::nullopt;
}

}  // namespace orbench::core
