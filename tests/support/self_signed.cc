#include "tests/support/self_signed.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace orbench::testing {
namespace {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;
using Certificate = std::unique_ptr<X509, CertificateDeleter>;

bool add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

Certificate make_certificate(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  if (key == nullptr || certificate == nullptr) return nullptr;
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::string host = "127.0.0.1";
  X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(host.data()),
                             static_cast<int>(host.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const bool ok =
      add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE") &&
      add_extension(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost") &&
      X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  return ok ? std::move(certificate) : nullptr;
}

/// What `write` puts into a BIO.
template <class Write>
std::string to_pem(Write write) {
  BIO* memory = BIO_new(BIO_s_mem());
  write(memory);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

}  // namespace

void SelfSigned::Deleter::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

SelfSigned make_self_signed() {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = make_certificate(key.get());
  if (certificate == nullptr) return {};
  SelfSigned made{decltype(SelfSigned::server)(SSL_CTX_new(TLS_server_method())),
                  to_pem([&](BIO* to) { PEM_write_bio_X509(to, certificate.get()); }),
                  to_pem([&](BIO* to) {
                    PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                  })};
  if (made.server == nullptr ||
      SSL_CTX_use_certificate(made.server.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(made.server.get(), key.get()) != 1) {
    return {};
  }
  return made;
}

}  // namespace orbench::testing
