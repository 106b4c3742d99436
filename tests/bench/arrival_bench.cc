// What it costs to know when the next request starts, for every process and curve.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/core/params.h"
#include "harness/load/arrival.h"
#include "harness/load/open_loop.h"

namespace orbench::load {
namespace {

std::unique_ptr<ArrivalPlan> plan_of(const std::string& text) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(text, "load.json", source, diagnostics);
  core::Params params(*document, "", source, diagnostics);
  auto plan = read_arrivals(params.text("arrivals", "closed"), params);
  params.finish();
  return diagnostics.ok() ? std::move(plan) : nullptr;
}

// As good as never: the horizon of a run is 1e9 s.
const StopRule kEndless{core::Duration{0}, {}, 1'000'000'000'000ULL};

void open_loop(benchmark::State& state, const std::string& load) {
  const auto plan = plan_of(load);
  if (plan == nullptr) {
    state.SkipWithError("the load cannot be read");
    return;
  }
  const auto process = plan->make({kEndless, 7, "chat", {}});
  for (auto _ : state) benchmark::DoNotOptimize(process->next());
}
BENCHMARK_CAPTURE(open_loop, constant, R"({"arrivals": "constant", "rate_rps": 1000})");
BENCHMARK_CAPTURE(open_loop, poisson, R"({"arrivals": "poisson", "rate_rps": 1000})");
BENCHMARK_CAPTURE(open_loop, gamma_bursts,
                  R"({"arrivals": "gamma", "rate_rps": 1000, "burstiness": 0.25})");
BENCHMARK_CAPTURE(open_loop, gamma_even,
                  R"({"arrivals": "gamma", "rate_rps": 1000, "burstiness": 4})");
BENCHMARK_CAPTURE(open_loop, ramp, R"({"arrivals": "constant",
    "rate_rps": {"shape": "ramp", "from": 1, "to": 1000, "over_s": 1000}})");
BENCHMARK_CAPTURE(open_loop, steps, R"({"arrivals": "constant", "rate_rps": {"shape": "steps",
    "steps": [{"rate_rps": 10, "for_s": 10}, {"rate_rps": 1000, "for_s": 10}]}})");
BENCHMARK_CAPTURE(open_loop, sine, R"({"arrivals": "constant",
    "rate_rps": {"shape": "sine", "mean": 1000, "amplitude": 900, "period_s": 60}})");
BENCHMARK_CAPTURE(open_loop, spike, R"({"arrivals": "poisson",
    "rate_rps": {"shape": "spike", "base": 10, "peak": 1000, "at_s": 60, "for_s": 10}})");

/// A record that begins anew when it is over, so that the bench may run for as long as it likes.
class Instants final : public Schedule {
 public:
  [[nodiscard]] double next() override {
    if (++index_ == instants_.size()) index_ = 0;
    return instants_[index_];
  }

 private:
  std::vector<double> instants_ = std::vector<double>(1'000'000, 1.0);
  std::size_t index_ = 0;
};
void replay(benchmark::State& state) {
  const auto process = make_open_loop(std::make_unique<Instants>(), {kEndless, 7, "chat", {}});
  for (auto _ : state) benchmark::DoNotOptimize(process->next());
}
BENCHMARK(replay);

/// A request's end and the next one's start, 64 at a time.
void closed_loop(benchmark::State& state, const std::string& load) {
  const auto process = plan_of(load)->make({kEndless, 7, "chat", {}});
  for (int i = 0; i < 64; ++i) benchmark::DoNotOptimize(process->next());
  core::Duration now{0};
  for (auto _ : state) {
    process->on_finished(now += core::Duration{1000});
    benchmark::DoNotOptimize(process->next());
  }
}
BENCHMARK_CAPTURE(closed_loop, plain, R"({"concurrency": 64})");
BENCHMARK_CAPTURE(closed_loop, thinking, R"({"concurrency": 64,
    "think_time_ms": {"distribution": "lognormal", "median": 50, "sigma": 0.5}})");

}  // namespace
}  // namespace orbench::load

BENCHMARK_MAIN();
