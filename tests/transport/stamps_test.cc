#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "harness/transport/read_stamps.h"
#include "harness/transport/receive_stamp.h"
#include "tests/support/self_signed.h"
#include "tests/transport/transport_fixture.h"

namespace orbench::transport {
namespace {

using testing::Act;
using ::testing::HasSubstr;
using testing::ScriptedServer;

/// Keeps each piece of a body with its stamp.
class PieceSink final : public ResponseSink {
 public:
  void on_sent(core::Duration at) override { sent = at; }
  void on_head(core::Duration at, const core::ResponseHead& /*head*/) override { head = at; }
  bool on_bytes(core::Duration at, std::string_view bytes) override {
    pieces.push_back({at, std::string(bytes)});
    return true;
  }
  void on_closed(core::Duration at, const TransferResult& result) override {
    closed = at;
    ended_by = result.ended_by;
    done = true;
  }

  struct Piece {
    core::Duration at;
    std::string bytes;
  };
  core::Duration sent{};
  core::Duration head{};
  core::Duration closed{};
  std::optional<core::Duration> ended_by;
  std::vector<Piece> pieces;
  bool done = false;
};

class StampsTest : public TransportTest {
 protected:
  void SetUp() override {
    TransportTest::SetUp();
    if (!StampKeeper::start().works()) GTEST_SKIP() << "this system has no receive stamps";
  }

  /// Until the answer, or that many parts of it, lie in the socket; libcurl does not get to read
  /// meanwhile.
  void let_answer_arrive(const ScriptedServer& server, std::size_t parts = 1) const {
    const core::Duration give_up = clock_.now() + std::chrono::seconds{60};
    while (server.sends() < parts && clock_.now() < give_up) std::this_thread::yield();
  }
  void let_pass(core::Duration time) const {
    const core::Duration until = clock_.now() + time;
    while (clock_.now() <= until) {
    }
  }
  /// By kernel stamps.
  void trust(const testing::SelfSigned& server) {
    const std::string ca_file = ::testing::TempDir() + "orbench-stamps-ca.pem";
    std::ofstream(ca_file) << server.certificate_pem;
    use({.ca_file = ca_file, .stamps = StampMode::kKernel});
    unlink(ca_file.c_str());
  }
};

constexpr std::string_view kChunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(StampsTest, StampsWhenBytesArrivedNotWhenTheLoopGotToThem) {
  for (const StampMode mode : {StampMode::kKernel, StampMode::kCallback}) {
    use({.stamps = mode});
    int stamped_before_the_look = 0;
    for (int i = 0; i < 20; ++i) {
      ScriptedServer server({{Act::read_request(), Act::send(ok_response("now")), Act::drain()}});
      PieceSink sink;
      start(get(server.url()), sink);
      ASSERT_TRUE(turn_until([&] { return sink.sent != core::Duration{}; }));
      let_answer_arrive(server);
      const core::Duration looked_at = clock_.now();
      ASSERT_TRUE(turn_until([&] { return sink.done; }));
      ASSERT_EQ(sink.pieces.size(), 1U);
      EXPECT_EQ(sink.head, sink.pieces[0].at) << "one read, one stamp";
      EXPECT_EQ(sink.ended_by, sink.head) << "it brought the end, too";
      EXPECT_GE(sink.head, sink.sent);
      stamped_before_the_look += sink.head < looked_at ? 1 : 0;
    }
    const StampCounts counts = transport_->stamp_counts();
    if (mode == StampMode::kCallback) {
      EXPECT_EQ(stamped_before_the_look, 0);
      EXPECT_EQ(counts.kernel, 0U);
    } else {
      // Not every one: on a busy machine libcurl may look on its own account first.
      EXPECT_GT(stamped_before_the_look, 0);
      EXPECT_GT(counts.kernel, 0U);
    }
  }
}

/// Asks how late its bytes are read, and holds the loop up then.
class HoldsUp final : public ResponseSink {
 public:
  HoldsUp(const core::Clock& clock, core::Duration length) : clock_(clock), length_(length) {}
  void on_sent(core::Duration /*at*/) override { sent = true; }
  void on_head(core::Duration /*at*/, const core::ResponseHead& /*head*/) override {}
  bool on_bytes(core::Duration /*at*/, std::string_view /*bytes*/) override {
    lateness = transport->read_lateness();
    const core::Duration until = clock_.now() + length_;
    while (clock_.now() < until) {
    }
    return true;
  }
  void on_closed(core::Duration /*at*/, const TransferResult& /*result*/) override { done = true; }

  const Transport* transport = nullptr;
  core::Duration lateness{};
  bool sent = false;
  bool done = false;

 private:
  const core::Clock& clock_;
  core::Duration length_;
};

TEST_F(StampsTest, KnowsWhichReadsWereLateByWhoeverWasReadBefore) {
  constexpr core::Duration kHeldUp = std::chrono::milliseconds{3};
  for (const StampMode mode : {StampMode::kKernel, StampMode::kCallback}) {
    use({.stamps = mode});
    int late = 0;
    for (int i = 0; i < 20; ++i) {
      ScriptedServer server(
          {{Act::read_request(), Act::wait(), Act::send(ok_response("now")), Act::drain()}});
      HoldsUp one(clock_, kHeldUp);
      HoldsUp other(clock_, kHeldUp);
      one.transport = other.transport = transport_.get();
      start(get(server.url()), one);
      start(get(server.url()), other);
      ASSERT_TRUE(turn_until([&] { return one.sent && other.sent; }));
      server.go();
      server.go();
      const core::Duration give_up = clock_.now() + std::chrono::seconds{60};
      while (server.sends() < 2 && clock_.now() < give_up) std::this_thread::yield();
      ASSERT_TRUE(turn_until([&] { return one.done && other.done; }));
      late += std::max(one.lateness, other.lateness) >= kHeldUp ? 1 : 0;
    }
    if (mode == StampMode::kCallback) {
      EXPECT_EQ(late, 20);
    } else {
      // A busy machine may wake it late, or have it read without a look before.
      EXPECT_LT(late, 20) << "the kernel has stamped them in time";
    }
  }
}

TEST_F(StampsTest, GivesOneReadInOnePieceWithOneStamp) {
  for (const StampMode mode : {StampMode::kKernel, StampMode::kCallback}) {
    use({.stamps = mode});
    ScriptedServer server(
        {{Act::read_request(), Act::send(std::string(kChunkedHead) + "1\r\na\r\n1\r\nb\r\n"),
          Act::wait(), Act::send("1\r\nc\r\n1\r\nd\r\n0\r\n\r\n"), Act::drain()}});
    PieceSink sink;
    start(get(server.url()), sink);
    ASSERT_TRUE(turn_until([&] { return !sink.pieces.empty(); }));
    server.go();
    ASSERT_TRUE(turn_until([&] { return sink.done; }));
    ASSERT_EQ(sink.pieces.size(), 2U);
    EXPECT_EQ(sink.pieces[0].bytes, "ab");
    EXPECT_EQ(sink.pieces[1].bytes, "cd");
    EXPECT_EQ(sink.head, sink.pieces[0].at);
    EXPECT_LT(sink.pieces[0].at, sink.pieces[1].at);
    EXPECT_EQ(sink.ended_by, sink.pieces[1].at);
    EXPECT_LE(sink.ended_by, sink.closed);
  }
}

constexpr std::string_view kHeadAndFirst =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";

/// A loop that comes late to an answer that arrives in three parts.
class LateLoopTest : public StampsTest, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    StampsTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_NE(certificate_.server, nullptr);
    trust(certificate_);
  }
  void fetch(const ScriptedServer& server) {
    PieceSink sink;
    start(get(server.url()), sink);
    ASSERT_TRUE(turn_until([&] { return sink.done; }));
  }
  /// `from`: before each part was sent.
  void fetch_late(ScriptedServer& server, PieceSink& sink, std::array<core::Duration, 3>& from) {
    start(get(server.url()), sink);
    ASSERT_TRUE(turn_until([&] { return sink.sent != core::Duration{}; }));
    for (core::Duration& instant : from) {
      instant = clock_.now();
      const std::size_t sends = server.sends();
      server.go();
      let_answer_arrive(server, sends + 1);
    }
    let_pass(ReadStamps::kOneStampWithin);
    ASSERT_TRUE(turn_until([&] { return sink.done; }));
    ASSERT_FALSE(sink.pieces.empty());
  }

  const testing::SelfSigned certificate_ = testing::make_self_signed();
};

TEST_P(LateLoopTest, TellsPartsApartThatLieInTheSocket) {
  const auto answer = Act::send(ok_response("x"));
  const testing::Script script = {Act::read_request(),
                                  answer,
                                  Act::read_request(),
                                  answer,
                                  Act::read_request(),
                                  Act::wait(),
                                  Act::send(std::string(kHeadAndFirst)),
                                  Act::wait(),
                                  Act::send("1\r\nb\r\n1\r\nc\r\n"),
                                  Act::wait(),
                                  Act::send("0\r\n\r\n"),
                                  Act::drain()};
  int told_apart = 0;
  for (int i = 0; i < 20; ++i) {
    ScriptedServer server({script}, GetParam() ? certificate_.server.get() : nullptr);
    // What follows other exchanges is acknowledged late, and mostly left unmerged therefore.
    fetch(server);
    fetch(server);
    PieceSink sink;
    std::array<core::Duration, 3> from{};
    fetch_late(server, sink, from);
    if (HasFatalFailure()) return;
    EXPECT_GE(sink.head, from[0]);
    EXPECT_EQ(sink.pieces.back().bytes.back(), 'c');
    EXPECT_GE(sink.pieces.back().at, from[1]);
    EXPECT_GE(sink.ended_by, from[2]);
    told_apart += sink.pieces.size() == 2 && sink.pieces[0].at < from[1] ? 1 : 0;
  }
  EXPECT_GT(told_apart, 0);
}

INSTANTIATE_TEST_SUITE_P(Over, LateLoopTest, ::testing::Values(false, true),
                         [](const auto& tls) { return tls.param ? "Tls" : "Plain"; });

TEST_F(StampsTest, StampsBelowTls) {
  const testing::SelfSigned signed_by_itself = testing::make_self_signed();
  ASSERT_NE(signed_by_itself.server, nullptr);
  trust(signed_by_itself);
  ScriptedServer server(
      {{Act::read_request(), Act::wait(), Act::send(ok_response("x")), Act::drain()}},
      signed_by_itself.server.get());
  PieceSink sink;
  start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return sink.sent != core::Duration{}; }));
  server.go();
  ASSERT_TRUE(turn_until([&] { return sink.done; }));
  ASSERT_EQ(sink.pieces.size(), 1U);
  EXPECT_GE(sink.pieces[0].at, sink.sent);
  EXPECT_LE(sink.pieces[0].at, sink.closed);
  EXPECT_GT(transport_->stamp_counts().kernel, 0U);
}

TEST_F(StampsTest, StampsEveryRequestOfAReusedConnection) {
  use({.stamps = StampMode::kKernel});
  ScriptedServer server({keep_alive(ok_response("x"))});
  for (int i = 0; i < 20; ++i) {
    PieceSink sink;
    start(get(server.url()), sink);
    ASSERT_TRUE(turn_until([&] { return sink.done; }));
    EXPECT_GE(sink.head, sink.sent);
  }
  // An answer that lies ready when libcurl looks on its own account has no peek before it.
  const StampCounts counts = transport_->stamp_counts();
  EXPECT_EQ(counts.kernel + counts.callback, 20U);
  EXPECT_GT(counts.kernel, 0U);
  EXPECT_EQ(server.connections(), 1U);
}

/// Has the server answer before the request leaves, inside libcurl's call.
class AnsweredEarly final : public ResponseSink {
 public:
  explicit AnsweredEarly(ScriptedServer& server) : server_(server) {}
  void on_sent(core::Duration /*at*/) override {
    const std::size_t before = server_.sends();
    server_.go();
    while (server_.sends() == before) std::this_thread::yield();
  }
  void on_head(core::Duration /*at*/, const core::ResponseHead& /*head*/) override {}
  bool on_bytes(core::Duration /*at*/, std::string_view /*bytes*/) override { return true; }
  void on_closed(core::Duration /*at*/, const TransferResult& /*result*/) override { done = true; }
  bool done = false;

 private:
  ScriptedServer& server_;
};

TEST_F(StampsTest, HasSocketsHoldBackAnswersThatLibcurlWouldReadInTheCallThatSends) {
  use({.stamps = StampMode::kKernel});
  const auto answer = Act::send(ok_response("x"));
  ScriptedServer server(
      {{Act::read_request(), answer, Act::wait(), answer, Act::read_request(), Act::wait(), answer,
        Act::read_request(), Act::wait(), answer, Act::drain()}});
  PieceSink first;
  start(get(server.url()), first);
  ASSERT_TRUE(turn_until([&] { return first.done; }));
  const StampCounts before = transport_->stamp_counts();
  for (std::uint64_t i = 0; i < 3; ++i) {
    AnsweredEarly sink(server);
    start(get(server.url()), sink);
    ASSERT_TRUE(turn_until([&] { return sink.done; }));
    const StampCounts counts = transport_->stamp_counts();
    EXPECT_EQ(counts.callback - before.callback, 1U) << "the first is a surprise";
    EXPECT_EQ(counts.kernel - before.kernel, i);
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(StampsTest, SaysThatKernelStampsAndHttp2DoNotGoTogether) {
  for (const core::HttpVersion http : {core::HttpVersion::kHttp2, core::HttpVersion::kAuto}) {
    const auto made =
        make_curl_transport(*reactor_, clock_, {.http = http, .stamps = StampMode::kKernel});
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().code, core::ErrorCode::kUnsupported);
    EXPECT_THAT(made.error().message, HasSubstr("engine.stamps"));
    EXPECT_TRUE(make_curl_transport(*reactor_, clock_, {.http = http}))
        << "auto takes what there is";
  }
}

}  // namespace
}  // namespace orbench::transport
