// What it costs to find the events of a stream.

#include <string>

#include <benchmark/benchmark.h>

#include "harness/protocol/sse_parser.h"
#include "tests/bench/chat_chunks.h"

namespace orbench::protocol {
namespace {

struct Counting final : SseSink {
  void on_event(const SseEvent& event) override { bytes += event.data.size(); }
  void on_comment(std::string_view text) override { bytes += text.size(); }
  std::size_t bytes = 0;
};

/// `events` of them in one read.
std::string stream_of(std::int64_t events) {
  std::string bytes;
  for (const std::string& event : bench::chat_events(static_cast<std::size_t>(events))) {
    bytes += event;
  }
  return bytes;
}

void events_per_read(benchmark::State& state) {
  const std::string bytes = stream_of(state.range(0));
  SseParser parser;
  Counting sink;
  for (auto _ : state) benchmark::DoNotOptimize(parser.feed(bytes, sink));
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(events_per_read)->Arg(1)->Arg(16);

/// Each event comes in two reads, cut in its middle.
void cut_events(benchmark::State& state) {
  const std::string bytes = stream_of(1);
  const std::string_view whole = bytes;
  const std::size_t middle = whole.size() / 2;
  SseParser parser;
  Counting sink;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.feed(whole.substr(0, middle), sink));
    benchmark::DoNotOptimize(parser.feed(whole.substr(middle), sink));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(cut_events);

}  // namespace
}  // namespace orbench::protocol

BENCHMARK_MAIN();
