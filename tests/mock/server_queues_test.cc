#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/mock/inference_fixture.h"
#include "tests/support/manual_clock.h"

namespace orbench::mock {
namespace {

using std::chrono::milliseconds;

/// One endpoint that serves two at a time, 100 ms to the first token and 10 ms to each of nine
/// more.
std::string narrow_config(std::string_view servers = R"("servers": 2, )") {
  return R"({"settings": {"seed": 1, "start_unix": 1700000000, "generation_delay_ms": 0},
    "providers": [{"name": "Near", "slug": "near"}],
    "models": [{"id": "a/m", "completion_tokens": {"median": 10}}],
    "endpoints": [{"model": "a/m", "provider": "near", )" +
         std::string(servers) + R"(
      "ttft": {"fixed_ms": 100}, "gap": {"fixed_ms": 10},
      "pricing": {"prompt": "0.000001", "completion": "0.000001"}}]})";
}

class NarrowService {
 public:
  explicit NarrowService(const std::string& config = narrow_config())
      : service_(config_from(config), clock_) {}

  Script ask(bool stream = false) {
    const std::string body = std::string(R"({"model": "a/m", "stream": )") +
                             (stream ? "true" : "false") +
                             R"(, "messages": [{"role": "user", "content": "Hi"}]})";
    return service_.answer(inference_request("/chat/completions", body));
  }
  State& state() { return service_.state(); }
  support::ManualClock& clock() { return clock_; }

 private:
  support::ManualClock clock_;
  Service service_;
};

core::Duration until(const Script& script, Part part) {
  core::Duration at{};
  for (const Piece& piece : script.pieces) {
    at += piece.gap;
    if (piece.part == part) return at;
  }
  return kForever;
}

TEST(ServerQueues, RequestsBeyondTheServersWaitTheirTurn) {
  NarrowService service;
  EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(190));
  EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(190));
  EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(2 * 190));
  service.clock().advance(milliseconds(190));
  EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(190)) << "one server is free again";
  EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(2 * 190));
}

TEST(ServerQueues, StreamThatWaitsBeginsAtOnceAndSaysNothing) {
  NarrowService service;
  const Script first = service.ask(true);
  const Script second = service.ask(true);
  const Script third = service.ask(true);
  EXPECT_EQ(until(third, Part::kHead), core::Duration{});
  EXPECT_EQ(until(third, Part::kComment), until(first, Part::kComment));
  EXPECT_EQ(until(third, Part::kContent) - until(second, Part::kContent), milliseconds(190));
  EXPECT_EQ(until(third, Part::kEnd) - until(second, Part::kEnd), milliseconds(190));
}

TEST(ServerQueues, WaitIsPartOfWhatTheServiceRemembers) {
  NarrowService service;
  for (int i = 0; i < 3; ++i) (void)service.ask();
  const Served& last = service.state().generations.all().back();
  EXPECT_EQ(last.ttft, milliseconds(190 + 100));
  EXPECT_EQ(last.took, milliseconds(2 * 190));
  EXPECT_EQ(last.attempts.back().latency, milliseconds(190 + 100));
}

TEST(ServerQueues, EndpointWithoutServersServesAnyNumber) {
  NarrowService service(narrow_config(""));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(190));
}

TEST(ServerQueues, ResetEmptiesThem) {
  NarrowService service;
  for (int i = 0; i < 4; ++i) (void)service.ask();
  service.state().reset();
  EXPECT_EQ(until(service.ask(), Part::kBody), milliseconds(190));
}

}  // namespace
}  // namespace orbench::mock
