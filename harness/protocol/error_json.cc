#include "harness/protocol/error_json.h"

#include <charconv>
#include <utility>

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

}  // namespace

void ErrorDraft::take_code(ondemand::value& value) {
  constexpr std::int64_t kLargestCode = 9999;
  if (const auto number = count_of(value)) {
    if (*number <= kLargestCode) error_.code = static_cast<int>(*number);
    return;
  }
  const std::string_view text = text_of(value);
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  if (!text.empty() && failure == std::errc{} && rest == end) {
    error_.code = number;
  } else {
    code_ = printable(text);
  }
}

simdjson::error_code ErrorDraft::take_metadata(ondemand::value& value) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "error_type") {
      error_type_ = printable(text_of(field));
    } else if (key == "provider_name") {
      error_.provider = printable(text_of(field));
    } else if (key == "reason") {
      error_.reason = printable(text_of(field));
    } else if (key == "failed_routing_step") {
      error_.failed_step = printable(text_of(field));
    } else if (key == "raw") {
      error_.raw = printable(text_of(field), kMaxErrorBytes);
    } else if (key == "headers") {
      return each_field(field, [&](std::string_view name, ondemand::value&) {
        if (starts_with_ignoring_case(name, api::headers::kRateLimitPrefix)) {
          error_.platform_limit = true;
        }
        return SUCCESS;
      });
    } else if (key == "previous_errors") {
      return each_element(field, [&](ondemand::value&) {
        ++error_.previous_errors;
        return SUCCESS;
      });
    }
    return SUCCESS;
  });
}

simdjson::error_code ErrorDraft::take(std::string_view key, ondemand::value& value) {
  if (key == "code") {
    take_code(value);
  } else if (key == "message") {
    error_.message = printable(text_of(value), kMaxErrorBytes);
  } else if (key == "metadata") {
    return take_metadata(value);
  } else if (key == "error_type") {
    if (error_type_.empty()) error_type_ = printable(text_of(value));
  } else if (key == "type" || key == "name") {
    type_ = printable(text_of(value));
  }
  return SUCCESS;
}

ApiError ErrorDraft::finish() {
  for (std::string* kind : {&error_type_, &code_, &type_}) {
    if (error_.kind.empty()) error_.kind = std::move(*kind);
  }
  return std::move(error_);
}

simdjson::error_code read_api_error(ondemand::value& value, core::Rare<ApiError>& out) {
  ondemand::json_type type{};
  if (const auto failure = value.type().get(type)) return failure;
  if (out.has_value()) return SUCCESS;
  if (type == ondemand::json_type::object) {
    ErrorDraft draft;
    const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
      return draft.take(key, field);
    });
    out = draft.finish();
    return failure;
  }
  if (type != ondemand::json_type::string) return SUCCESS;
  const std::string message = printable(text_of(value), kMaxErrorBytes);
  if (!message.empty()) out.emplace().message = message;
  return SUCCESS;
}

}  // namespace orbench::protocol
