#include "mock/server/query.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace orbench::mock {
namespace {

std::string decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      plain += static_cast<char>(value);
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

}  // namespace

Query::Query(std::string_view text) {
  while (!text.empty() && parameters_.size() < kMostParameters) {
    const auto end = text.find('&');
    const std::string_view one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto equals = one.find('=');
    if (one.empty()) continue;
    parameters_.emplace_back(decoded(one.substr(0, equals)), equals == std::string_view::npos
                                                                 ? ""
                                                                 : decoded(one.substr(equals + 1)));
  }
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view Query::text(std::string_view name, std::string_view fallback) const {
  const auto found = find(name);
  return found && !found->empty() ? *found : fallback;
}

std::optional<double> Query::number(std::string_view name) const {
  const auto found = find(name);
  return found ? number_from(*found) : std::nullopt;
}

std::vector<std::string_view> split_list(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (comma != 0) parts.push_back(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return parts;
}

std::optional<double> number_from(std::string_view text) {
  const std::string copy(text);  // strtod wants a terminator
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  if (copy.empty() || end != copy.c_str() + copy.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace orbench::mock
