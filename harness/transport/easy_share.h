#pragma once

#include <memory>

#include <curl/curl.h>

#include "harness/core/result.h"
#include "harness/transport/string_list.h"
#include "harness/transport/tls_store.h"
#include "harness/transport/transport.h"

namespace orbench::transport {

/// What all easy handles of one transport have in common: the trust store, the TLS sessions (a
/// handle would keep them to itself, and a new connection on another handle could not resume), and
/// the addresses of hosts that were resolved before.
/// Threads: one transport's. Nothing is locked, so it must not be shared further.
/// Lifetime: outlives the handles.
class EasyShare {
 public:
  /// Errors: kInvalidArgument for a CA file without certificates; kNetwork when memory is out.
  static core::Result<EasyShare> create(const TransportOptions& options);

  [[nodiscard]] const TlsStore& tls() const { return tls_; }
  [[nodiscard]] CURLSH* sessions() const { return sessions_.get(); }
  /// For CURLOPT_RESOLVE; null when no host is known.
  [[nodiscard]] curl_slist* addresses() const { return addresses_.get(); }

 private:
  struct Deleter {
    void operator()(CURLSH* share) const { curl_share_cleanup(share); }
  };
  using Sessions = std::unique_ptr<CURLSH, Deleter>;
  EasyShare(TlsStore tls, Sessions sessions, StringList addresses);

  TlsStore tls_;
  Sessions sessions_;
  StringList addresses_;
};

}  // namespace orbench::transport
