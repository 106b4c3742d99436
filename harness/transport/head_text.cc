#include "harness/transport/head_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <curl/curl.h>

#include "harness/core/same_text.h"

namespace orbench::transport {
namespace {

/// Empty where the URL has none.
std::string part_of(const ParsedUrl& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool has(const std::vector<core::Header>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [name](const core::Header& header) {
    return core::same_ignoring_case(header.name, name);
  });
}

/// What libcurl would act on if it knew of it, and what ends the text.
bool wants_libcurl(const std::vector<core::Header>& headers) {
  constexpr std::array<std::string_view, 9> kItsOwn = {
      "Host",    "Connection", "Content-Length", "Transfer-Encoding", "TE",
      "Upgrade", "Expect",     "Trailer",        "User-Agent"};
  return std::any_of(kItsOwn.begin(), kItsOwn.end(),
                     [&headers](std::string_view name) { return has(headers, name); });
}

/// Others are written in another way than they stand in the URL (IDN).
bool is_plain(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
  });
}

}  // namespace

std::string head_text(const ParsedUrl& url, const std::vector<core::Header>& headers) {
  const std::string host = part_of(url, CURLUPART_HOST);
  if (!is_plain(host) || wants_libcurl(headers)) return {};
  const std::string query = part_of(url, CURLUPART_QUERY);
  const std::string port = part_of(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);

  std::string text = part_of(url, CURLUPART_PATH);
  if (!query.empty()) text += "?" + query;
  text += " HTTP/1.1\r\nHost: " + host;
  if (!port.empty()) text += ":" + port;
  for (const core::Header& header : headers) {
    text += "\r\n" + header.name + ":";
    if (!header.value.empty()) text += " " + header.value;
  }
  if (!has(headers, "Accept")) text += "\r\nAccept: */*";
  return text + "\r\nUser-Agent: orbench/" ORBENCH_VERSION;
}

std::span<const std::string> nothing_beside_head_text() {
  static const std::array<std::string, 4> lines = {"Host:", "Accept:", "Expect:", "Content-Type:"};
  return lines;
}

}  // namespace orbench::transport
