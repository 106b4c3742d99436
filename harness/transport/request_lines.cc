#include "harness/transport/request_lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace orbench::transport {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// RFC 9110 section 5.6.2: what a field name may consist of.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return is_control(c) && c != '\t'; });
}

ParsedUrl read_by_curl(const std::string& url) {
  ParsedUrl parsed(curl_url());
  const bool reads = parsed != nullptr && curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(),
                                                       CURLU_DISALLOW_USER) == CURLUE_OK;
  return reads ? std::move(parsed) : nullptr;
}

}  // namespace

core::Result<ParsedUrl> parse_url(const std::string& url) {
  const bool has_blank =
      std::any_of(url.begin(), url.end(), [](char c) { return is_control(c) || c == ' '; });
  if (!has_blank && core::split_url(url).ok) {
    if (ParsedUrl parsed = read_by_curl(url)) return parsed;
  }
  return core::fail(core::ErrorCode::kInvalidArgument,
                    "the request's URL is not an absolute http or https URL, or it holds user "
                    "info, blanks or control characters; correct target.base_url");
}

core::Result<std::string_view> known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "PATCH",
                                                               "DELETE"};
  const auto known = std::find(kMethods.begin(), kMethods.end(), method);
  if (known != kMethods.end()) return *known;
  return core::fail(
      core::ErrorCode::kInvalidArgument,
      "the request's method is none of GET, POST, PUT, PATCH and DELETE (in capitals)");
}

bool sends_body(std::string_view method, std::string_view body) {
  return !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
}

core::Result<std::vector<std::string>> header_lines(const std::vector<core::Header>& headers) {
  std::vector<std::string> lines = {"Expect:"};
  bool has_content_type = false;
  bool has_user_agent = false;
  for (const core::Header& header : headers) {
    if (!is_token(header.name)) {
      return core::fail(core::ErrorCode::kInvalidArgument,
                        "a request header has no valid name (letters, digits and hyphens)");
    }
    if (!is_field_value(header.value)) {
      return core::fail(core::ErrorCode::kInvalidArgument,
                        fmt::format("the request header {} has a line break or another control "
                                    "character in its value",
                                    header.name));
    }
    // To libcurl `Name:` means "do not send"; `Name;` sends it empty.
    lines.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    has_content_type |= curl_strequal(header.name.c_str(), "content-type") != 0;
    has_user_agent |= curl_strequal(header.name.c_str(), "user-agent") != 0;
  }
  if (!has_content_type) lines.emplace_back("Content-Type:");
  if (!has_user_agent) lines.emplace_back("User-Agent: orbench/" ORBENCH_VERSION);
  return lines;
}

}  // namespace orbench::transport
