#include "harness/protocol/number_template.h"

#include <string>

#include <nlohmann/json.hpp>

namespace orbench::protocol {

std::optional<std::string_view> number_template(const core::Json& value) {
  constexpr std::string_view kBegin = "${data.";
  constexpr std::string_view kEnd = "|number}";
  if (!value.is_string()) return std::nullopt;
  std::string_view text = value.get_ref<const std::string&>();
  if (!text.starts_with(kBegin) || !text.ends_with(kEnd)) return std::nullopt;
  text.remove_prefix(kBegin.size());
  if (text.size() < kEnd.size()) return std::nullopt;
  text.remove_suffix(kEnd.size());
  if (text.find('}') != std::string_view::npos) return std::nullopt;
  return text;
}

}  // namespace orbench::protocol
