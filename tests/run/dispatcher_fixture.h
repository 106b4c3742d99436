#pragma once

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/metrics/sample_sink.h"
#include "harness/run/dispatcher.h"
#include "tests/run/plan_text.h"
#include "tests/support/fake_transport.h"
#include "tests/support/manual_clock.h"

namespace orbench::run {

inline constexpr const char* kAnswer =
    R"({"id":"gen-1","model":"a/m","provider":"P","choices":[{"index":0,"finish_reason":"stop",)"
    R"("message":{"role":"assistant","content":"hello"}}],)"
    R"("usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.001}})";

class KeepSamples final : public metrics::SampleSink {
 public:
  void add(const metrics::Sample& sample) override { samples.push_back(sample); }
  std::vector<metrics::Sample> samples;
};

/// A dispatcher on a manual clock and a transport that does what the test says.
struct DispatcherFixture {
  explicit DispatcherFixture(const std::string& scenario, std::uint64_t worker = 0,
                             std::uint64_t workers = 1)
      : DispatcherFixture(
            scenario, [](RunPlan&) {}, worker, workers) {}
  /// `finish` changes the plan before anything borrows it.
  DispatcherFixture(const std::string& scenario, const std::function<void(RunPlan&)>& finish,
                    std::uint64_t worker = 0, std::uint64_t workers = 1)
      : made(scenario, finish),
        ledger({made.plan.limits.max_cost, made.plan.limits.max_requests,
                made.plan.limits.max_in_flight}),
        transport(clock),
        recorder(made.plan.recorder_plan()),
        gates(gates_for(made.plan)),
        dispatcher({made.plan, target, ledger, transport, clock, recorder, sink, &gates}, worker,
                   workers) {
    EXPECT_TRUE(made.diagnostics.ok()) << made.errors();
    dispatcher.begin(clock.now());
  }

  /// One turn of the loop.
  core::Duration turn() { return dispatcher.advance(clock.now()); }
  core::Duration turn_after(core::Duration pause) {
    clock.advance(pause);
    return turn();
  }
  /// Answers everything open with a whole reply.
  void answer_all() {
    for (const transport::TransferId id : transport.open()) transport.answer(id, 200, kAnswer);
  }
  [[nodiscard]] metrics::Counters counters() const { return recorder.cells()[0].counters(); }
  [[nodiscard]] std::vector<core::Outcome> outcomes() const {
    std::vector<core::Outcome> all;
    for (const metrics::Sample& sample : sink.samples) all.push_back(sample.outcome);
    return all;
  }

  PlanFromText made;
  RunTarget target{"http://127.0.0.1:1/api/v1", core::Secret("sk-test-123"), ""};
  support::ManualClock clock{std::chrono::seconds{100}};
  Ledger ledger;
  support::FakeTransport transport;
  metrics::Recorder recorder;
  KeepSamples sink;
  std::vector<std::unique_ptr<SegmentGate>> gates;
  Dispatcher dispatcher;

 private:
  /// Those of a worker that waits for nobody.
  static std::vector<std::unique_ptr<SegmentGate>> gates_for(const RunPlan& plan) {
    std::vector<std::unique_ptr<SegmentGate>> made;
    for (const LoadPlan& load : plan.loads) {
      made.push_back(std::make_unique<SegmentGate>(load.segments, 1));
    }
    return made;
  }
};

}  // namespace orbench::run
