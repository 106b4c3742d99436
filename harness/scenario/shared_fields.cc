#include "harness/scenario/shared_fields.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/variables.h"

namespace orbench::scenario {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kMaxHeaders = 100;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A token of RFC 9110, section 5.6.2.
bool is_header_name(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [=](char c) {
    return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

bool carries_a_key(std::string_view name) {
  constexpr std::string_view kNames[] = {"authorization", "proxy-authorization", "x-api-key"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [=](std::string_view known) { return same_header_name(name, known); });
}

}  // namespace

bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !is_alphanumeric(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

bool same_header_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

std::string read_name(core::Params& params) {
  std::string name = params.required_text("name");
  if (is_plain_name(name) || !params.has("name")) return name;
  const core::Json* raw = params.raw("name");
  if (raw->is_string()) {
    params.error("name", fmt::format("\"name\" takes 1 to {} letters, digits, '.', '_' and '-', "
                                     "and begins with a letter or digit",
                                     kLongestName));
  }
  return {};
}

void read_timeouts(core::Params& params, Timeouts& timeouts) {
  params.object("timeouts", [&timeouts](core::Params& own) {
    constexpr core::Bounds kUpToADay{1, 86'400'000, false};
    timeouts.connect = own.duration("connect_ms", timeouts.connect, kUpToADay);
    timeouts.first_token = own.duration("first_token_ms", timeouts.first_token, kUpToADay);
    timeouts.idle = own.duration("idle_ms", timeouts.idle, kUpToADay);
    timeouts.total = own.duration("total_ms", timeouts.total, kUpToADay);
  });
}

void read_headers(core::Params& params, const Variables& variables,
                  std::vector<core::Header>& headers) {
  const std::string at = core::child_pointer(params.pointer(), "headers");
  const auto refuse = [&](const std::string& name, std::string why) {
    params.diagnostics().error(core::ErrorCode::kInvalidArgument, std::move(why),
                               params.source().locate(core::child_pointer(at, name)));
  };
  const auto own = params.text_map("headers");
  if (own.size() > kMaxHeaders) {
    params.error("headers", fmt::format("\"headers\" holds more than {}", kMaxHeaders));
    return;
  }
  for (const auto& [name, written] : own) {
    const std::string value = variables.expand(written, "headers", params);
    if (!is_header_name(name)) {
      refuse(name, "not a header name: use letters, digits and '-'");
    } else if (carries_a_key(name)) {
      refuse(name,
             "a key never stands in a file: put it in the environment and name the variable "
             "in target.api_key_env");
    } else if (!is_header_value(value)) {
      refuse(name, "a header value may not hold line breaks or control characters");
    } else {
      const auto same = std::find_if(headers.begin(), headers.end(), [&name = name](const auto& h) {
        return same_header_name(h.name, name);
      });
      if (same == headers.end()) {
        headers.push_back({name, value});
      } else {
        *same = {name, value};
      }
    }
  }
}

bool read_list(core::Params& params, std::string_view key, std::size_t most,
               const std::function<void(const core::Json&, const std::string&)>& read) {
  std::size_t seen = 0;
  const bool present =
      params.array(key, [&](const core::Json& element, const std::string& pointer) {
        if (++seen <= most) read(element, pointer);
      });
  if (seen > most) {
    params.error(key, fmt::format("\"{}\" has {} elements, the most is {}", key, seen, most));
  }
  return present;
}

}  // namespace orbench::scenario
