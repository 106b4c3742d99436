#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using core::Outcome;
using protocol::JobPhase;
using protocol::NextExchange;
using std::chrono::milliseconds;
using testing::ElementsAre;

/// A job whose replies say in one letter what comes next: q(ueued), r(endering), d(one),
/// f(ile: all there), x (failed), p(repared: now what is measured).
class JobReader final : public protocol::ResponseReader {
 public:
  void reset() override {
    facts_ = {};
    timeline_.reset();
    next_.reset();
  }
  void on_head(const core::ResponseHead& /*head*/) override { said_ = 0; }
  bool on_bytes(core::Stamp /*at*/, std::string_view bytes) override {
    said_ = bytes.front();
    return true;
  }
  void finish(core::Stamp at, bool complete) override {
    next_.reset();
    facts_.verdict = protocol::BodyVerdict::kHttpError;
    if (!complete) return;
    if (said_ != 'p') facts_.job.accepted.set_once(at);
    if (said_ == 'q') next_ = NextExchange{JobPhase::kQueue, true};
    if (said_ == 'r') next_ = NextExchange{JobPhase::kRender, true};
    if (said_ == 'd') next_ = NextExchange{JobPhase::kDownload, false};
    if (said_ == 'p') next_ = NextExchange{std::nullopt, false, true};
    if (said_ == 'r') facts_.job.started.set_once(at);
    if (said_ == 'd') facts_.job.completed.set_once(at);
    if (said_ != 'f') return;
    timeline_.begin_read(at);
    timeline_.on_done();
    facts_.verdict = protocol::BodyVerdict::kOk;
  }
  [[nodiscard]] std::optional<NextExchange> next_exchange() const override { return next_; }
  void render_next_exchange(core::HttpRequest& out) override {
    out.method = "GET";
    out.url += next_->phase == JobPhase::kDownload ? "/file" : next_->measured ? "/it" : "/job";
  }
  [[nodiscard]] bool terminated() const override { return false; }
  [[nodiscard]] const protocol::TokenTimeline& timeline() const override { return timeline_; }
  [[nodiscard]] const protocol::ResponseFacts& facts() const override { return facts_; }

 private:
  char said_ = 0;
  std::optional<NextExchange> next_;
  protocol::TokenTimeline timeline_;
  protocol::ResponseFacts facts_;
};

class JobEndpoint final : public protocol::Endpoint {
 public:
  [[nodiscard]] std::string_view name() const override { return "job"; }
  [[nodiscard]] std::string_view what() const override { return "a job"; }
  [[nodiscard]] core::JsonValue example_request() const override { return {}; }
  [[nodiscard]] std::unique_ptr<protocol::RequestTemplate> compile(
      const protocol::RequestDraft& /*draft*/) const override {
    return nullptr;
  }
  [[nodiscard]] std::unique_ptr<protocol::ResponseReader> make_reader() const override {
    return std::make_unique<JobReader>();
  }
  [[nodiscard]] bool makes_jobs() const override { return true; }
};

/// A request that another call prepares.
class PreparedRequest final : public protocol::RequestTemplate {
 public:
  PreparedRequest() { asked_.prepares = true; }
  void render(const protocol::RenderContext& /*context*/, core::HttpRequest& out) const override {
    out.url += "/prepare";
  }
  [[nodiscard]] const protocol::Asked& asked() const override { return asked_; }
  [[nodiscard]] const std::string& model() const override { return model_; }

 private:
  protocol::Asked asked_;
  std::string model_;
};

constexpr const char* kTop = R"("target":{"headers":{"X-Mine":"1"},
    "timeouts":{"connect_ms":100,"idle_ms":200,"total_ms":5000}},)";

/// One job at a time; what a chat scenario says but for who reads the replies.
struct JobRun : DispatcherFixture {
  explicit JobRun(int requests = 1, const std::string& top = kTop, bool prepared = false)
      : DispatcherFixture(chat_scenario(
            R"({"arrivals":"closed","concurrency":1,"requests":)" + std::to_string(requests) + "}",
            "", top)) {
    made.plan.workloads[0].endpoint = &endpoint;
    made.plan.workloads[0].job = {milliseconds{50}, milliseconds{300}, milliseconds{400},
                                  milliseconds{250}};
    if (prepared) made.plan.cells[0].request = std::make_unique<PreparedRequest>();
    turn();
  }
  void pass(milliseconds time) {
    for (milliseconds i{0}; i < time; ++i) turn_after(milliseconds{1});
  }
  /// Answers what is open.
  void say(const char* letter) {
    ASSERT_EQ(transport.open().size(), 1U);
    transport.answer(transport.open()[0], 200, letter);
  }
  [[nodiscard]] double us(core::Stamp at) const { return core::to_ms(at.since_epoch()); }
  JobEndpoint endpoint;
};

TEST(FurtherExchanges, MakeOneRecordOfManyExchanges) {
  JobRun run;
  run.pass(milliseconds{10});
  run.say("q");
  run.pass(milliseconds{49});
  EXPECT_TRUE(run.transport.open().empty()) << "the poll interval is not over";
  run.pass(milliseconds{1});
  run.say("r");
  run.pass(milliseconds{50});
  run.say("d");
  run.turn();
  EXPECT_EQ(run.transport.requests.back().url, "http://127.0.0.1:1/api/v1/file") << "at once";
  run.pass(milliseconds{5});
  EXPECT_TRUE(run.sink.samples.empty());
  run.say("f");
  ASSERT_THAT(run.outcomes(), ElementsAre(Outcome::kOk));

  const metrics::Sample& sample = run.sink.samples[0];
  EXPECT_EQ(run.us(sample.at.sent), 0);
  EXPECT_EQ(run.us(sample.at.headers), 10) << "of the first exchange";
  EXPECT_EQ(run.us(sample.at.job_accepted), 10);
  EXPECT_EQ(run.us(sample.at.job_started), 60);
  EXPECT_EQ(run.us(sample.at.job_completed), 110);
  EXPECT_EQ(run.us(sample.at.job_download), 110);
  EXPECT_EQ(run.us(sample.at.closed), 115);
  EXPECT_EQ(run.counters().offered(), 1);
  EXPECT_EQ(run.dispatcher.progress().in_flight, 0);
  EXPECT_TRUE(run.dispatcher.done());
}

TEST(FurtherExchanges, GoToTheTargetWithItsKeyAndHeadersOnly) {
  JobRun run;
  run.say("q");
  run.pass(milliseconds{50});
  const core::HttpRequest& poll = run.transport.requests.back();
  EXPECT_EQ(poll.method, "GET");
  EXPECT_EQ(poll.url, "http://127.0.0.1:1/api/v1/job");
  EXPECT_TRUE(poll.body.empty());
  EXPECT_THAT(poll.headers, ElementsAre(core::Header{"X-Mine", "1"},
                                        core::Header{"Authorization", "Bearer sk-test-123"}));
}

TEST(FurtherExchanges, HoldEachPhaseToItsOwnTime) {
  struct Row {
    const char* sentence;
    const char* before;  // what the replies say until then
    int lasts_ms;
    const char* error;
  };
  for (const Row& row :
       {Row{"queued for ever", "q", 300, "job.queue_timeout_ms"},
        Row{"rendered for ever, from when that was seen", "qr", 400, "job.render_timeout_ms"}}) {
    JobRun run;
    std::string_view before = row.before;
    run.say(std::string(1, before.front()).c_str());
    if (before.size() > 1) {
      run.pass(milliseconds{50});
      run.say("r");
    }
    for (int ms = 0; ms < row.lasts_ms - 1; ++ms) {
      run.turn_after(milliseconds{1});
      if (!run.transport.open().empty()) run.say(std::string(1, before.back()).c_str());
    }
    EXPECT_TRUE(run.sink.samples.empty()) << row.sentence;
    run.pass(milliseconds{1});
    ASSERT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutTotal)) << row.sentence;
    EXPECT_THAT(run.sink.samples[0].error, testing::HasSubstr(row.error));
  }
}

TEST(FurtherExchanges, HoldTheDownloadToItsTimeAndCutIt) {
  JobRun run;
  run.say("d");
  run.turn();
  const auto id = run.transport.open().at(0);
  run.transport.head(id, 200, "video/mp4");
  for (int ms = 0; ms < 250; ++ms) {
    EXPECT_TRUE(run.sink.samples.empty()) << ms;
    run.transport.bytes(id, "-");
    run.turn_after(milliseconds{1});
  }
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutTotal));
  EXPECT_THAT(run.transport.cancelled, ElementsAre(id));
}

TEST(FurtherExchanges, KeepTheTimeOutsOfEachExchange) {
  JobRun silent;
  silent.say("q");
  silent.transport.send_at_once = false;
  silent.pass(milliseconds{50 + 99});
  EXPECT_TRUE(silent.sink.samples.empty());
  silent.pass(milliseconds{1});
  EXPECT_THAT(silent.outcomes(), ElementsAre(Outcome::kTimeoutConnect));

  JobRun total(1, R"("target":{"timeouts":{"total_ms":120}},)");
  total.say("q");
  total.pass(milliseconds{119});
  EXPECT_TRUE(total.sink.samples.empty());
  total.pass(milliseconds{1});
  EXPECT_THAT(total.outcomes(), ElementsAre(Outcome::kTimeoutTotal));
  EXPECT_THAT(total.sink.samples[0].error, testing::HasSubstr("total_ms"));
}

TEST(FurtherExchanges, EndWithTheExchangeThatFails) {
  JobRun run(2);
  run.say("q");
  run.pass(milliseconds{50});
  run.transport.end(run.transport.open().at(0),
                    {transport::TransferEnd::kTransportError, "reset", {}, 0});
  run.turn();
  run.say("x");
  run.turn();
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTransportError, Outcome::kHttpError));

  JobRun refused;
  refused.say("q");
  refused.transport.refuse = true;
  refused.pass(milliseconds{50});
  EXPECT_THAT(refused.outcomes(), ElementsAre(Outcome::kConnectError));
}

TEST(FurtherExchanges, AreCutWithTheRunAlsoWhileTheyWait) {
  JobRun run;
  run.say("q");
  run.pass(milliseconds{20});
  run.ledger.abandon();
  run.turn();
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kCancelled));
  EXPECT_TRUE(run.transport.cancelled.empty()) << "nothing was open";
  EXPECT_TRUE(run.dispatcher.done());
}

TEST(FurtherExchanges, LeaveNothingOfThemToTheNextRequestOfTheSlot) {
  JobRun run(2);
  run.say("q");
  run.pass(milliseconds{50});
  run.say("d");
  run.turn();
  run.say("f");
  run.turn();  // the second request, in the same slot
  run.say("f");
  ASSERT_EQ(run.sink.samples.size(), 2U);
  EXPECT_FALSE(run.sink.samples[1].at.job_download.is_set());
  EXPECT_EQ(run.sink.samples[1].at.headers, run.sink.samples[1].at.sent);
}

TEST(FurtherExchanges, BeginTheSampleWhereWhatIsMeasuredBegins) {
  JobRun run(1, kTop, true);
  EXPECT_EQ(run.transport.requests.back().url, "http://127.0.0.1:1/api/v1/prepare");
  run.pass(milliseconds{10});
  run.say("p");
  run.turn();
  EXPECT_EQ(run.transport.requests.back().url, "http://127.0.0.1:1/api/v1/it") << "at once";
  run.pass(milliseconds{5});
  run.say("f");
  ASSERT_THAT(run.outcomes(), ElementsAre(Outcome::kOk));
  const metrics::Sample& sample = run.sink.samples[0];
  EXPECT_EQ(run.us(sample.at.intended), 0);
  EXPECT_EQ(run.us(sample.at.sent), 10);
  EXPECT_EQ(run.us(sample.at.headers), 15);
  EXPECT_EQ(sample.status, 200);
}

TEST(FurtherExchanges, ShowNothingOfAnExchangeThatOnlyPrepared) {
  JobRun run(1, kTop, true);
  run.say("x");
  ASSERT_THAT(run.outcomes(), ElementsAre(Outcome::kHttpError));
  EXPECT_EQ(run.sink.samples[0].status, 0);
  EXPECT_FALSE(run.sink.samples[0].at.sent.is_set());
  EXPECT_FALSE(run.sink.samples[0].at.headers.is_set());
}

TEST(JobSettings, AreForEndpointsThatMakeJobs) {
  PlanFromText chat(chat_scenario(R"({"requests":1})", R"("job":{"poll_ms":10},)"));
  EXPECT_THAT(chat.errors(), testing::HasSubstr("/workloads/0/job"));
}

}  // namespace
}  // namespace orbench::run
