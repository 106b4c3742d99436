#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/clock.h"
#include "harness/transport/reactor.h"
#include "harness/transport/transport.h"
#include "tests/support/scripted_server.h"

namespace orbench::transport {

/// Keeps all that a transfer tells.
class RecordingSink final : public ResponseSink {
 public:
  void on_sent(core::Duration at) override;
  void on_head(core::Duration at, const core::ResponseHead& head) override;
  bool on_bytes(core::Duration at, std::string_view bytes) override;
  void on_closed(core::Duration at, const TransferResult& result) override;

  std::vector<core::Duration> stamps;  ///< of all calls, in order of the calls
  int sent_calls = 0;
  int head_calls = 0;
  int status = 0;
  std::string content_type;
  std::string generation_id;
  std::string retry_after;
  bool has_rate_limit = false;
  std::string body;
  bool wants_more = true;  ///< what on_bytes answers
  int closed_calls = 0;
  TransferResult result;
  std::function<void()> when_closed;  ///< called last
};

class TransportTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  void SetUp() override;
  /// Replaces the transport; fails the test when it cannot be had.
  void use(const TransportOptions& options);
  /// Starts and fails the test when that fails.
  TransferId start(const core::HttpRequest& request, ResponseSink& sink);
  /// Turns the loop until `done` says so; false after a time that no working test needs.
  [[nodiscard]] bool turn_until(const std::function<bool()>& done);
  /// One transfer from start to end.
  void fetch(const core::HttpRequest& request, RecordingSink& sink);

  static core::HttpRequest get(const std::string& url);
  static core::HttpRequest post(const std::string& url, std::string body);

  core::MonotonicClock clock_;
  std::unique_ptr<Reactor> reactor_;
  std::unique_ptr<Transport> transport_;
};

/// A whole answer with a length.
[[nodiscard]] std::string ok_response(const std::string& body);
/// Answers every request alike and keeps the connection open.
[[nodiscard]] testing::Script keep_alive(const std::string& response);

}  // namespace orbench::transport
