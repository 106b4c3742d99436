#include "harness/core/http.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace orbench::core {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Four decimal parts 0-255 beginning with 127; a name like `127.example` is no address.
bool is_ipv4_loopback(std::string_view host) {
  std::array<int, 4> parts{};
  const char* at = host.data();
  const char* const end = host.data() + host.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, parts[i]);
    if (error != std::errc{} || next - at > 3 || parts[i] < 0 || parts[i] > 255) return false;
    at = next;
    if (i == 3) break;
    if (at == end || *at != '.') return false;
    ++at;
  }
  return at == end && parts[0] == 127;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return host == "::1" || lower(host) == "localhost" || is_ipv4_loopback(host);
}

UrlParts split_url(std::string_view url) {
  UrlParts parts;
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return parts;
  const std::string scheme = lower(url.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return parts;
  parts.tls = scheme == "https";
  parts.port = parts.tls ? 443 : 80;

  std::string_view rest = url.substr(scheme_end + 3);
  const std::size_t authority_end = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, authority_end);
  if (authority_end != std::string_view::npos) parts.path = rest.substr(authority_end);
  if (authority.find('@') != std::string_view::npos) return parts;

  std::string_view port;
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return parts;
    parts.host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
    if (!authority.empty() && authority.front() != ':') return parts;
    if (!authority.empty()) port = authority.substr(1);
  } else {
    const std::size_t colon = authority.find(':');
    parts.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
  }
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), parts.port);
    if (error != std::errc{} || end != port.data() + port.size()) return parts;
  }
  const bool host_ok =
      !parts.host.empty() && parts.host.find_first_of(" \t\r\n") == std::string::npos;
  parts.ok = host_ok && parts.port > 0 && parts.port < 65536;
  return parts;
}

}  // namespace orbench::core
