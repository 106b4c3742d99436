#include "harness/cli/end_watch.h"

#include <utility>

namespace orbench::cli {

class EndWatch::Tap final : public metrics::SampleSink {
 public:
  explicit Tap(metrics::SampleSink& log) : log_(log) {}

  void add(const metrics::Sample& sample) override {
    log_.add(sample);
    const std::lock_guard lock(mutex_);  // the main thread holds it for a swap only
    ended_.push_back(sample);
  }
  void hand_over() override { log_.hand_over(); }
  [[nodiscard]] std::vector<metrics::Sample> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(ended_, {});
  }

 private:
  metrics::SampleSink& log_;
  std::mutex mutex_;
  std::vector<metrics::Sample> ended_;
};

EndWatch::EndWatch(verify::EarlyEnd early_end, results::RunResult known)
    : early_end_(std::move(early_end)), known_(std::move(known)) {
  early_end_.begin(known_);
}

EndWatch::~EndWatch() = default;

metrics::SampleSink& EndWatch::tap(metrics::SampleSink& log) {
  taps_.push_back(std::make_unique<Tap>(log));
  return *taps_.back();
}

bool EndWatch::decided() {
  for (const auto& tap : taps_) {
    for (const metrics::Sample& sample : tap->take()) early_end_.observe(sample);
  }
  return early_end_.decided();
}

std::unique_ptr<EndWatch> make_end_watch(const CompiledScenario& scenario,
                                         results::RunResult known) {
  // Checks of its own: those that give the verdict see every sample once, at the end.
  core::Diagnostics said_already;
  auto checks =
      verify::compile_checks(scenario.loaded.scenario.checks,
                             {scenario.cells, scenario.loaded.source, said_already, false});
  results::ComparisonWatch comparisons({scenario.cells, scenario.plan.recorder_plan(),
                                        scenario.plan.comparison_terms(), scenario.plan.seed});
  verify::EarlyEnd early_end(std::move(checks), std::move(comparisons));
  if (!early_end.wanted()) return nullptr;
  for (const results::CellIdentity& cell : scenario.cells) {
    known.cells.emplace_back().identity = cell;
  }
  return std::make_unique<EndWatch>(std::move(early_end), std::move(known));
}

}  // namespace orbench::cli
