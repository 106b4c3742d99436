#include "harness/transport/transfer_error.h"

#include <algorithm>

#include <fmt/format.h>

namespace orbench::transport {

TransferEnd classify(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return TransferEnd::kComplete;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_OPERATION_TIMEDOUT:  // only libcurl's own cap on connecting is set
      return TransferEnd::kConnectError;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return TransferEnd::kTlsError;
    default:
      return TransferEnd::kTransportError;
  }
}

std::string describe(CURLcode code, std::string_view detail) {
  const std::string_view text = detail.empty() ? curl_easy_strerror(code) : detail;
  std::string line = fmt::format("{} (libcurl {})", text, static_cast<int>(code));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

}  // namespace orbench::transport
