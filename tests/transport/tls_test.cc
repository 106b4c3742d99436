#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "harness/transport/tls_store.h"
#include "tests/support/self_signed.h"
#include "tests/transport/transport_fixture.h"

namespace orbench::transport {
namespace {

using testing::ScriptedServer;
using testing::SelfSigned;

class TlsTest : public TransportTest {
 protected:
  void SetUp() override {
    TransportTest::SetUp();
    signed_by_itself_ = testing::make_self_signed();
    ASSERT_NE(signed_by_itself_.server, nullptr);
    std::string name = ::testing::TempDir() + "orbench-ca-XXXXXX";
    const int fd = mkstemp(name.data());
    ASSERT_GE(fd, 0);
    close(fd);
    ca_file_ = name;
  }
  void TearDown() override { unlink(ca_file_.c_str()); }

  void write_ca_file(const std::string& text) const { std::ofstream(ca_file_) << text; }

  SelfSigned signed_by_itself_;
  std::string ca_file_;
};

TEST_F(TlsTest, RefusesACertificateThatNobodyKnows) {
  ScriptedServer server({keep_alive(ok_response("x"))}, signed_by_itself_.server.get());
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kTlsError) << sink.result.error;
  EXPECT_EQ(sink.sent_calls, 0);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(TlsTest, TrustsTheCertificatesOfTheCaFile) {
  write_ca_file(signed_by_itself_.certificate_pem);
  use({.ca_file = ca_file_});
  ScriptedServer server({keep_alive(ok_response("x"))}, signed_by_itself_.server.get());
  RecordingSink first;
  fetch(get(server.url()), first);
  ASSERT_EQ(first.result.end, TransferEnd::kComplete) << first.result.error;
  EXPECT_EQ(first.body, "x");
  EXPECT_TRUE(first.result.timing.tls.has_value());

  RecordingSink second;
  fetch(get(server.url()), second);
  EXPECT_TRUE(second.result.timing.connection_reused);
  EXPECT_FALSE(second.result.timing.tls.has_value());
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(TlsTest, ServesManyConnectionsFromOneStore) {
  write_ca_file(signed_by_itself_.certificate_pem);
  use({.reuse_connections = false, .ca_file = ca_file_});
  ScriptedServer server({keep_alive(ok_response("x"))}, signed_by_itself_.server.get());
  for (int i = 0; i < 10; ++i) {
    RecordingSink sink;
    fetch(get(server.url()), sink);
    ASSERT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
  }
  EXPECT_EQ(server.connections(), 10U);
}

TEST_F(TlsTest, ReportsAPeerThatSpeaksNoTls) {
  ScriptedServer server({{testing::Act::send("HTTP/1.1 400 Bad Request\r\n\r\n")}});
  RecordingSink sink;
  fetch(get("https://127.0.0.1:" + std::to_string(server.port()) + "/"), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kTlsError) << sink.result.error;
}

TEST_F(TlsTest, SaysWhichCaFileHoldsNoCertificate) {
  write_ca_file("no certificate\n");
  for (const std::string& file : {ca_file_, ca_file_ + "-missing"}) {
    const auto made = make_curl_transport(*reactor_, clock_, {.ca_file = file});
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_NE(made.error().message.find(file), std::string::npos);
  }
}

}  // namespace
}  // namespace orbench::transport
