#pragma once

#include <memory>
#include <string>

#include "harness/core/result.h"

struct x509_store_st;
struct ssl_ctx_st;

namespace orbench::transport {

/// The certificates that a transport trusts, read once and lent to each connection. Left to itself
/// libcurl parses the whole bundle for each new connection: 21-24 ms in which the loop stands
/// still. Threads: one store per transport, so that no lock is shared between workers.
class TlsStore {
 public:
  /// `ca_file`: PEM; only its certificates are trusted. Empty: the system's, where OpenSSL looks
  /// for them (SSL_CERT_FILE and SSL_CERT_DIR are honoured). Errors: kInvalidArgument when the file
  /// cannot be read or holds no certificate.
  static core::Result<TlsStore> load(const std::string& ca_file);
  /// Trusts nobody: for transports that speak plain http only.
  static core::Result<TlsStore> empty();

  /// Lets `context` verify by this store; OpenSSL counts the reference.
  void lend_to(ssl_ctx_st* context) const;

 private:
  struct Deleter {
    void operator()(x509_store_st* store) const;
  };
  explicit TlsStore(std::unique_ptr<x509_store_st, Deleter> store);
  std::unique_ptr<x509_store_st, Deleter> store_;
};

}  // namespace orbench::transport
