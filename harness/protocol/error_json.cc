#include "harness/protocol/error_json.h"

#include <charconv>

#include "harness/api/headers.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

using simdjson::SUCCESS;

std::string printable(std::string_view text, std::size_t most = kMaxNameBytes) {
  std::string line;
  append_printable(line, text, most);
  return line;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  for (std::size_t i = 0; i < lower_prefix.size(); ++i) {
    const char c = text[i];
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != lower_prefix[i]) return false;
  }
  return true;
}

/// The words that may name an error's kind, before it is known which of them came.
struct Kinds {
  std::string error_type;
  std::string code;
  std::string type;
};

void read_code(ondemand::value& value, ApiError& error, Kinds& kinds) {
  constexpr std::int64_t kLargestCode = 9999;
  if (const auto number = count_of(value)) {
    if (*number <= kLargestCode) error.code = static_cast<int>(*number);
    return;
  }
  const std::string_view text = text_of(value);
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  if (!text.empty() && failure == std::errc{} && rest == end) {
    error.code = number;
  } else {
    kinds.code = printable(text);
  }
}

simdjson::error_code read_metadata(ondemand::value& value, ApiError& error, Kinds& kinds) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "error_type") {
      kinds.error_type = printable(text_of(field));
    } else if (key == "provider_name") {
      error.provider = printable(text_of(field));
    } else if (key == "reason") {
      error.reason = printable(text_of(field));
    } else if (key == "failed_routing_step") {
      error.failed_step = printable(text_of(field));
    } else if (key == "raw") {
      error.raw = printable(text_of(field), kMaxErrorBytes);
    } else if (key == "headers") {
      return each_field(field, [&](std::string_view name, ondemand::value&) {
        if (starts_with_ignoring_case(name, api::headers::kRateLimitPrefix)) {
          error.platform_limit = true;
        }
        return SUCCESS;
      });
    } else if (key == "previous_errors") {
      return each_element(field, [&](ondemand::value&) {
        ++error.previous_errors;
        return SUCCESS;
      });
    }
    return SUCCESS;
  });
}

simdjson::error_code read_object(ondemand::value& value, ApiError& error) {
  Kinds kinds;
  const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "code") {
      read_code(field, error, kinds);
    } else if (key == "message") {
      error.message = printable(text_of(field), kMaxErrorBytes);
    } else if (key == "metadata") {
      return read_metadata(field, error, kinds);
    } else if (key == "error_type") {
      if (kinds.error_type.empty()) kinds.error_type = printable(text_of(field));
    } else if (key == "type" || key == "name") {
      kinds.type = printable(text_of(field));
    }
    return SUCCESS;
  });
  for (std::string* kind : {&kinds.error_type, &kinds.code, &kinds.type}) {
    if (error.kind.empty()) error.kind = std::move(*kind);
  }
  return failure;
}

}  // namespace

simdjson::error_code read_api_error(ondemand::value& value, std::optional<ApiError>& out) {
  ondemand::json_type type{};
  if (const auto failure = value.type().get(type)) return failure;
  if (out.has_value()) return SUCCESS;
  if (type == ondemand::json_type::object) return read_object(value, out.emplace());
  if (type != ondemand::json_type::string) return SUCCESS;
  const std::string message = printable(text_of(value), kMaxErrorBytes);
  if (!message.empty()) out.emplace().message = message;
  return SUCCESS;
}

}  // namespace orbench::protocol
