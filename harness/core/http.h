#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orbench::core {

struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};

/// One request, ready to send. `url` is absolute. Renderers reuse the object: they assign, so that
/// the strings keep their capacity.
struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<Header> headers;
  std::string body;
  /// Requests of the same number, other than 0, differ in nothing but their bodies.
  std::uint64_t head_number = 0;
};

/// One that this process has not given out. Threads: any.
[[nodiscard]] std::uint64_t fresh_head_number();

/// Which HTTP version the user asked for.
enum class HttpVersion { kHttp1, kHttp2, kAuto };

/// What X-RateLimit-* headers say; empty where they do not, or hold no plain number.
struct RateLimitHeaders {
  std::optional<double> limit;
  std::optional<double> remaining;
  std::optional<double> reset_ms;  ///< since 1970
  friend bool operator==(const RateLimitHeaders&, const RateLimitHeaders&) = default;
};

/// The part of a response head that readers may act on.
/// Lifetime: the views are valid during the call that hands them over.
struct ResponseHead {
  int status = 0;
  std::string_view content_type;   ///< as sent, parameters included; empty when absent
  std::string_view generation_id;  ///< X-Generation-Id
  std::string_view retry_after;    ///< Retry-After
  bool has_rate_limit = false;     ///< any X-RateLimit-* header: the refusal is the platform's own
  RateLimitHeaders rate_limit;
  std::string_view cache_status;  ///< X-OpenRouter-Cache-Status
  std::string_view date;          ///< Date: the server's clock, in whole seconds
};

/// True for 127.0.0.0/8, ::1 (with or without brackets) and `localhost`.
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// The pieces of an absolute http(s) URL that policy needs. `ok` is false for anything else
/// (other schemes, user info, an empty host, a bad port).
struct UrlParts {
  bool ok = false;
  bool tls = false;
  std::string host;  ///< without brackets
  int port = 0;      ///< the scheme's default when absent
  std::string path;  ///< begins with '/' or is empty
};
[[nodiscard]] UrlParts split_url(std::string_view url);

}  // namespace orbench::core
