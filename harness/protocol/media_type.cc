#include "harness/protocol/media_type.h"

#include <charconv>

#include "harness/core/same_text.h"
#include "harness/core/trimmed.h"

namespace orbench::protocol {

std::string_view media_type_of(std::string_view content_type) {
  return core::trimmed(content_type.substr(0, content_type.find(';')));
}

std::optional<std::uint32_t> media_number(std::string_view content_type, std::string_view name) {
  while (true) {
    const std::size_t semicolon = content_type.find(';');
    if (semicolon == std::string_view::npos) return std::nullopt;
    content_type.remove_prefix(semicolon + 1);
    const std::string_view parameter = content_type.substr(0, content_type.find(';'));
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    if (!core::same_ignoring_case(core::trimmed(parameter.substr(0, equals)), name)) continue;
    std::string_view value = core::trimmed(parameter.substr(equals + 1));
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    std::uint32_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, failure] = std::from_chars(value.data(), end, number);
    const bool whole = failure == std::errc{} && rest == end && number > 0;
    return whole ? std::optional(number) : std::nullopt;
  }
}

}  // namespace orbench::protocol
