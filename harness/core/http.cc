#include "harness/core/http.h"

#include <algorithm>
#include <array>
#include <atomic>
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

bool read_port(std::string_view text, int& port) {
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && parsed == end && port > 0 && port < 65536;
}

/// `host`, `host:port` or `[address]:port`; false for anything else, user info included.
bool split_authority(std::string_view authority, UrlParts& parts) {
  if (authority.find_first_of("@ \t\r\n") != std::string_view::npos) return false;
  std::size_t host_end = authority.find(':');
  std::string_view host = authority.substr(0, host_end);
  if (authority.starts_with('[')) {
    host_end = authority.find(']');
    if (host_end == std::string_view::npos) return false;
    host = authority.substr(1, host_end - 1);
    ++host_end;
  }
  parts.host = host;
  if (host.empty()) return false;
  if (host_end >= authority.size()) return true;
  const std::string_view port = authority.substr(host_end + 1);
  return authority[host_end] == ':' && (port.empty() || read_port(port, parts.port));
}

}  // namespace

std::uint64_t fresh_head_number() {
  static std::atomic<std::uint64_t> given{0};
  return ++given;
}

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

  const std::string_view rest = url.substr(scheme_end + 3);
  const std::size_t authority_end = rest.find_first_of("/?#");
  if (authority_end != std::string_view::npos) parts.path = rest.substr(authority_end);
  parts.ok = split_authority(rest.substr(0, authority_end), parts);
  return parts;
}

}  // namespace orbench::core
