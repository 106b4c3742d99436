#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace orbench::testing {

/// A fresh key and a certificate for 127.0.0.1 and localhost that nobody has signed but itself.
struct SelfSigned {
  struct Deleter {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, Deleter> server;  ///< a server's context that presents it
  std::string certificate_pem;
  std::string key_pem;
};

/// `server` is null when OpenSSL failed.
[[nodiscard]] SelfSigned make_self_signed();

}  // namespace orbench::testing
