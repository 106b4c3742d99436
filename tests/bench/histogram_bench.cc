// What it costs to keep a value, and to fold a finished request into everything that reports it.

#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "harness/core/rng.h"
#include "harness/metrics/histogram.h"
#include "harness/metrics/recorder.h"
#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

/// Latencies of about 200 µs to 200 ms, in µs.
std::vector<std::int64_t> latencies() {
  core::Rng rng(1, "latencies");
  std::vector<std::int64_t> values(4096);
  for (std::int64_t& value : values) {
    value = static_cast<std::int64_t>(200 + rng.below(std::uint64_t{1} << (8 + rng.below(10))));
  }
  return values;
}

void record_hot(benchmark::State& state) {
  const std::vector<std::int64_t> values = latencies();
  Histogram histogram;
  std::size_t i = 0;
  for (auto _ : state) histogram.record(values[++i % values.size()]);
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(record_hot);

/// As in a run of many cells, blocks and metrics: the counts are seldom in the nearest cache.
void record_over_1000(benchmark::State& state) {
  const std::vector<std::int64_t> values = latencies();
  std::vector<Histogram> histograms(1000);
  std::size_t i = 0;
  for (auto _ : state) {
    ++i;
    histograms[i * 7 % histograms.size()].record(values[i % values.size()]);
  }
  benchmark::DoNotOptimize(histograms.front().count());
}
BENCHMARK(record_over_1000);

/// A request of a stream: its counters, every metric into the block and the provider, the timeline.
void fold(benchmark::State& state, std::size_t gaps_per_request) {
  const std::vector<std::int64_t> values = latencies();
  std::vector<std::uint32_t> gaps(gaps_per_request);
  for (std::size_t i = 0; i < gaps.size(); ++i) gaps[i] = static_cast<std::uint32_t>(values[i]);
  std::vector<Sample> samples(64, ok_stream());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto later = std::chrono::microseconds(values[i]);
    samples[i].at.last_token = core::Stamp(samples[i].at.last_token.since_epoch() + later);
    samples[i].at.first_answer = core::Stamp(samples[i].at.first_answer.since_epoch() + later);
  }
  Recorder recorder({Recorder::CellPlan{}});
  std::size_t i = 0;
  for (auto _ : state) recorder.add(samples[++i % samples.size()], {gaps});
}
BENCHMARK_CAPTURE(fold, sample, 0);
BENCHMARK_CAPTURE(fold, sample_with_100_gaps, 100);

}  // namespace
}  // namespace orbench::metrics

BENCHMARK_MAIN();
