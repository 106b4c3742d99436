#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "harness/metrics/recorder.h"

namespace orbench::results {

/// Folds hand-made samples into one cell, the way a run does.
class CellBuilder {
 public:
  explicit CellBuilder(int blocks = 20)
      : blocks_(blocks),
        recorder_({{metrics::Window{core::Duration{0}, std::chrono::seconds{10}}, blocks}}) {}

  /// An ok stream whose first token came after `ttft_ms` and whose last one twice as late.
  CellBuilder& ok(double ttft_ms, int block = -1) {
    metrics::Sample sample = sent(block);
    sample.outcome = core::Outcome::kOk;
    sample.good = true;
    sample.at.headers = sample.at.sent;
    sample.at.first_event = sample.at.first_answer = after(sample, ttft_ms);
    sample.at.last_token = sample.at.done = sample.at.closed = after(sample, 2 * ttft_ms);
    recorder_.add(sample);
    return *this;
  }
  CellBuilder& failed(core::Outcome outcome, int count = 1) {
    for (int i = 0; i < count; ++i) {
      metrics::Sample sample = sent(-1);
      sample.outcome = outcome;
      sample.error = "went wrong";
      sample.at.closed = after(sample, 1);
      recorder_.add(sample);
    }
    return *this;
  }
  CellBuilder& add(const metrics::Sample& sample) {
    recorder_.add(sample);
    return *this;
  }
  /// A request at the next place of the schedule, with what all requests have.
  metrics::Sample sent(int block) {
    metrics::Sample sample;
    sample.seq = next_++;
    sample.block =
        block >= 0 ? block : static_cast<int>(sample.seq % static_cast<unsigned>(blocks_));
    sample.stream = true;
    sample.provider = "Bluefin";
    const core::Stamp start(std::chrono::milliseconds{static_cast<std::int64_t>(sample.seq)});
    sample.at.intended = sample.at.admitted = sample.at.dispatched = sample.at.sent = start;
    return sample;
  }
  static core::Stamp after(const metrics::Sample& sample, double ms) {
    return core::Stamp(sample.at.sent.since_epoch() + core::from_ms(ms));
  }

  metrics::CellRecord& cell() { return recorder_.cells().front(); }
  metrics::Recorder& recorder() { return recorder_; }

 private:
  int blocks_;
  std::uint64_t next_ = 0;
  metrics::Recorder recorder_;
};

}  // namespace orbench::results
