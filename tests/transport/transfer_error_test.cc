#include "harness/transport/transfer_error.h"

#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

TEST(TransferError, NamesTheStageThatFailed) {
  struct Row {
    const char* why;
    CURLcode code;
    TransferEnd end;
  };
  const Row rows[] = {
      {"nothing failed", CURLE_OK, TransferEnd::kComplete},
      {"the name has no address", CURLE_COULDNT_RESOLVE_HOST, TransferEnd::kConnectError},
      {"refused", CURLE_COULDNT_CONNECT, TransferEnd::kConnectError},
      {"the handshake broke", CURLE_SSL_CONNECT_ERROR, TransferEnd::kTlsError},
      {"nobody we trust signed", CURLE_PEER_FAILED_VERIFICATION, TransferEnd::kTlsError},
      {"closed without a byte", CURLE_GOT_NOTHING, TransferEnd::kTransportError},
      {"closed inside the body", CURLE_PARTIAL_FILE, TransferEnd::kTransportError},
      {"reset", CURLE_RECV_ERROR, TransferEnd::kTransportError},
      {"no HTTP", CURLE_UNSUPPORTED_PROTOCOL, TransferEnd::kTransportError},
  };
  for (const Row& row : rows) EXPECT_EQ(classify(row.code), row.end) << row.why;
}

TEST(TransferError, PrefersTheDetailAndStaysOnOneLine) {
  EXPECT_EQ(describe(CURLE_RECV_ERROR, "reset\r\nby peer"), "reset  by peer (libcurl 56)");
  EXPECT_EQ(describe(CURLE_RECV_ERROR, ""),
            std::string(curl_easy_strerror(CURLE_RECV_ERROR)) + " (libcurl 56)");
}

}  // namespace
}  // namespace orbench::transport
