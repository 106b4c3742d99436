#include "harness/transport/tls_store.h"

#include <utility>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace orbench::transport {

void TlsStore::Deleter::operator()(x509_store_st* store) const { X509_STORE_free(store); }

TlsStore::TlsStore(std::unique_ptr<x509_store_st, Deleter> store) : store_(std::move(store)) {}

core::Result<TlsStore> TlsStore::empty() {
  std::unique_ptr<x509_store_st, Deleter> store(X509_STORE_new());
  if (store == nullptr) {
    return core::fail(core::ErrorCode::kInternal, "OpenSSL cannot make a certificate store");
  }
  // What libcurl sets on its own stores: an intermediate in the store is a trust anchor.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  return TlsStore(std::move(store));
}

core::Result<TlsStore> TlsStore::load(const std::string& ca_file) {
  auto made = empty();
  if (!made) return made;
  x509_store_st* const store = made->store_.get();
  if (ca_file.empty()) {
    // A missing system store is found out, and named, by the first handshake.
    X509_STORE_set_default_paths(store);
  } else if (X509_STORE_load_locations(store, ca_file.c_str(), nullptr) != 1) {
    ERR_clear_error();
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("no certificate could be read from the CA file {}; it must be "
                                  "readable and hold PEM certificates",
                                  ca_file));
  }
  // What loading left behind would be read as the error of the next handshake on this thread.
  ERR_clear_error();
  return made;
}

void TlsStore::lend_to(ssl_ctx_st* context) const {
  SSL_CTX_set1_cert_store(context, store_.get());
}

}  // namespace orbench::transport
