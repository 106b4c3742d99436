#include "mock/server/http_server.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/clock.h"
#include "mock/server/truth_log.h"
#include "tests/support/raw_http_client.h"

namespace orbench::mock {
namespace {

std::string request_for(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: mock\r\n\r\n";
}

/// `/stream` sends a token kGap later; `/hold` keeps the loop until the token is due and the test
/// has released it; any other path notes how many tokens were written by then.
class Handler {
 public:
  static constexpr core::Duration kGap = std::chrono::milliseconds{20};

  explicit Handler(const TruthLog& truth) : truth_(truth) {}

  Script answer(const Request& request) {
    if (request.path == "/stream") return stream();
    if (request.path == "/hold") {
      while (!released || clock_.now() < due_) std::this_thread::yield();
    } else if (request.path == "/late") {
      tokens_before_late.push_back(truth_.totals().tokens);
    }
    return whole_script(200, "text/plain", "ok");
  }

  std::atomic<bool> released{false};
  std::vector<std::uint64_t> tokens_before_late;

 private:
  Script stream() {
    Script script = event_stream_script();
    script.set_header("X-Generation-Id", "gen-1");
    script.add(Action::kBytes, Part::kContent, kGap, "data: token\n\n");
    script.add(Action::kEnd, Part::kEnd, {}, "");
    due_ = clock_.now() + 2 * kGap;
    return script;
  }

  const TruthLog& truth_;
  const core::MonotonicClock clock_;
  core::Duration due_{};
};

/// A client whose connection the loop has accepted.
support::RawHttpClient known_client(int port) {
  support::RawHttpClient client(port);
  client.send(request_for("/early"));
  EXPECT_EQ(client.read("\r\n\r\nok"), support::Ending::kEnough);
  client.forget_received();
  return client;
}

TEST(HttpServer, WritesWhatIsDueBeforeItAnswersRequestsThatCameTogether) {
  TruthLog truth(GroundTruth{.enabled = true, .keep_requests = 8, .keep_tokens = 8});
  Handler handler(truth);
  HttpOptions options;
  options.truth = &truth;
  auto server =
      HttpServer::listen(options, [&](const Request& request) { return handler.answer(request); });
  ASSERT_TRUE(server) << server.error().message;
  std::jthread serving([&] { (*server)->run(); });
  const int port = (*server)->port();

  support::RawHttpClient stream(port);
  support::RawHttpClient hold = known_client(port);
  std::vector<support::RawHttpClient> late;
  for (int i = 0; i < 20; ++i) late.push_back(known_client(port));
  stream.send(request_for("/stream"));
  EXPECT_EQ(stream.read("\r\n\r\n"), support::Ending::kEnough);
  hold.send(request_for("/hold"));
  for (auto& client : late) client.send(request_for("/late"));
  handler.released = true;
  EXPECT_EQ(stream.read("token"), support::Ending::kEnough);
  for (auto& client : late) {
    EXPECT_EQ(client.read("\r\n\r\nok"), support::Ending::kEnough);
  }
  (*server)->stop();
  serving.join();
  EXPECT_EQ(handler.tokens_before_late, std::vector<std::uint64_t>(late.size(), 1));
}

}  // namespace
}  // namespace orbench::mock
