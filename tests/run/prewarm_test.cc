#include "harness/run/prewarm.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "tests/run/plan_text.h"
#include "tests/support/scripted_server.h"

namespace orbench::run {
namespace {

using testing::Act;
using testing::ScriptedServer;

const char* const kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

TEST(ConnectionsToWarm, FollowsWhatMayBeInFlightAtOnce) {
  struct Row {
    const char* load;
    const char* top;
    std::uint64_t workers;
    std::size_t expected;
    const char* why;
  };
  const Row rows[] = {
      {R"({"arrivals":"closed","concurrency":20,"requests":900})", "", 1, 20, "one per slot"},
      {R"({"arrivals":"closed","concurrency":20,"requests":900})", "", 3, 7, "a part, rounded up"},
      {R"({"arrivals":"closed","concurrency":20,"requests":5})", "", 1, 5, "no more than requests"},
      {R"({"arrivals":"closed","concurrency":5000,"requests":90000})", "", 1, kMostWarmConnections,
       "a bound that hurts no service"},
      {R"({"arrivals":"constant","rate_rps":1000,"duration_s":9})", "", 1, 64, "a guess"},
      {R"({"arrivals":"constant","rate_rps":1000,"duration_s":9,"max_in_flight":9})", "", 1, 9,
       "the load's own cap"},
      {R"({"arrivals":"closed","concurrency":20,"requests":900})",
       R"("engine":{"connections":{"prewarm":false}},)", 1, 0, "not wanted"},
      {R"({"arrivals":"closed","concurrency":20,"requests":900})",
       R"("engine":{"connections":{"reuse":false}},)", 1, 0, "they would not be used"},
      {R"({"arrivals":"closed","concurrency":20,"requests":900})", R"("target":{"http":"2"},)", 1,
       1, "one HTTP/2 connection carries all"},
  };
  for (const Row& row : rows) {
    const PlanFromText made(chat_scenario(row.load, "", row.top));
    ASSERT_TRUE(made.diagnostics.ok()) << row.why << made.errors();
    EXPECT_EQ(connections_to_warm(made.plan, row.workers), row.expected) << row.why;
  }
}

class PrewarmTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  static void TearDownTestSuite() { curl_global_cleanup(); }

  void SetUp() override {
    auto reactor = transport::Reactor::create();
    ASSERT_TRUE(reactor.has_value());
    reactor_ = std::move(*reactor);
    auto transport = transport::make_curl_transport(*reactor_, clock_, {});
    ASSERT_TRUE(transport.has_value());
    transport_ = std::move(*transport);
  }
  std::size_t warm(
      const std::string& base_url, std::size_t connections,
      const std::function<bool()>& give_up = [] { return false; }) {
    const RunTarget target{base_url, core::Secret("k"), ""};
    return prewarm({target, *transport_, *reactor_, clock_}, connections, give_up);
  }

  core::MonotonicClock clock_;
  std::unique_ptr<transport::Reactor> reactor_;
  std::unique_ptr<transport::Transport> transport_;
};

TEST_F(PrewarmTest, LeavesConnectionsThatTheLoadThenUses) {
  // No answer before all four have asked: each then needs a connection of its own.
  ScriptedServer server({{Act::read_request(), Act::wait(), Act::send(kAnswer), Act::read_request(),
                          Act::send(kAnswer), Act::drain()}});
  bool answering = false;
  const auto answer_when_all_have_asked = [&] {
    if (server.requests().size() == 4 && !answering) {
      for (int i = 0; i < 4; ++i) server.go();
      answering = true;
    }
    return false;
  };
  EXPECT_EQ(warm(server.url() + "api", 4, answer_when_all_have_asked), 4U);
  EXPECT_EQ(transport_->in_flight(), 0U);
  EXPECT_EQ(server.connections(), 4U);
  EXPECT_EQ(server.requests()[0].substr(0, 22), "GET /api/key HTTP/1.1\r");

  class Sink final : public transport::ResponseSink {
   public:
    void on_sent(core::Duration /*at*/) override {}
    void on_head(core::Duration /*at*/, const core::ResponseHead& /*head*/) override {}
    bool on_bytes(core::Duration /*at*/, std::string_view /*bytes*/) override { return true; }
    void on_closed(core::Duration /*at*/, const transport::TransferResult& ended) override {
      result = ended;
      done = true;
    }
    transport::TransferResult result;
    bool done = false;
  } sink;
  ASSERT_TRUE(transport_->start({"POST", server.url(), {}, "x"}, sink));
  while (!sink.done) reactor_->run_until(clock_.now() + std::chrono::seconds{60});
  EXPECT_TRUE(sink.result.timing.connection_reused);
  EXPECT_EQ(server.connections(), 4U);
}

TEST_F(PrewarmTest, TakesFailureForNoError) {
  std::string url;
  {
    const ScriptedServer gone({{Act::drain()}});
    url = gone.url();
  }
  EXPECT_EQ(warm(url, 3), 0U);
  EXPECT_EQ(transport_->in_flight(), 0U);
  EXPECT_EQ(warm("http://no such url", 3), 0U);
}

TEST_F(PrewarmTest, StopsWaitingWhenTheUserWantsOut) {
  ScriptedServer silent({{Act::read_request(), Act::drain()}});
  int asked = 0;
  EXPECT_EQ(warm(silent.url(), 3, [&] { return ++asked > 1; }), 0U);
  EXPECT_EQ(transport_->in_flight(), 0U);
}

}  // namespace
}  // namespace orbench::run
