// What a line of samples.jsonl costs to write and to read back, beside a full parse of it.

#include <string>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "results/sample_line_parser.h"
#include "results/sample_log.h"
#include "tests/metrics/sample_builder.h"

namespace orbench::results {
namespace {

metrics::Sample finished() {
  metrics::Sample sample = metrics::ok_stream();
  sample.seq = 123456;
  sample.bytes_received = 26000;
  sample.model = "acme/swift-1-2025-09-01";
  sample.tier = "default";
  sample.generation_id = "gen-1759000001-AbCdEfGhIjKlMnOpQrSt";
  sample.finish_reason = "stop";
  return sample;
}

CellIdentity chat_cell() {
  CellIdentity cell;
  cell.workload = "chat";
  cell.model = "acme/swift-1";
  return cell;
}

std::string finished_line() {
  std::string line;
  append_sample_line(finished(), sample_fields_of(chat_cell()), line);
  return line;
}

void write(benchmark::State& state) {
  const metrics::Sample sample = finished();
  const std::string cell = sample_fields_of(chat_cell());
  std::string line;
  for (auto _ : state) {
    line.clear();
    append_sample_line(sample, cell, line);
    benchmark::DoNotOptimize(line.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(line.size()));
}
BENCHMARK(write);

void parse(benchmark::State& state) {
  const std::string line = finished_line();
  SampleLineParser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(line).has_value());
}
BENCHMARK(parse);

/// The document alone, without a sample made of it.
void parse_by_nlohmann(benchmark::State& state) {
  const std::string line = finished_line();
  for (auto _ : state) {
    benchmark::DoNotOptimize(nlohmann::json::parse(line, nullptr, false).size());
  }
}
BENCHMARK(parse_by_nlohmann);

}  // namespace
}  // namespace orbench::results

BENCHMARK_MAIN();
