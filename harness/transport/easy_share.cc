#include "harness/transport/easy_share.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

namespace orbench::transport {
namespace {

/// One line of CURLOPT_RESOLVE: host:port:address,address.
std::string resolve_line(const KnownHost& host) {
  std::string line = fmt::format("{}:{}:", host.name, host.port);
  for (std::size_t i = 0; i < host.addresses.size(); ++i) {
    const std::string& address = host.addresses[i];
    const bool is_v6 = address.find(':') != std::string::npos;
    if (i > 0) line += ',';
    line += is_v6 ? "[" + address + "]" : address;
  }
  return line;
}

}  // namespace

EasyShare::EasyShare(TlsStore tls, Sessions sessions, StringList addresses)
    : tls_(std::move(tls)), sessions_(std::move(sessions)), addresses_(std::move(addresses)) {}

core::Result<EasyShare> EasyShare::create(const TransportOptions& options) {
  auto tls =
      options.tls || !options.ca_file.empty() ? TlsStore::load(options.ca_file) : TlsStore::empty();
  if (!tls) return tl::unexpected(std::move(tls.error()));

  Sessions sessions(curl_share_init());
  if (sessions == nullptr || curl_share_setopt(sessions.get(), CURLSHOPT_SHARE,
                                               CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK) {
    return core::fail(core::ErrorCode::kNetwork, "libcurl cannot share TLS sessions");
  }
  std::vector<std::string> lines;
  for (const KnownHost& host : options.hosts) {
    if (!host.addresses.empty()) lines.push_back(resolve_line(host));
  }
  auto addresses = make_string_list(lines);
  if (!addresses) return tl::unexpected(std::move(addresses.error()));
  return EasyShare(std::move(*tls), std::move(sessions), std::move(*addresses));
}

}  // namespace orbench::transport
