// What a chunk of a stream costs to read, beside a full parse of the same text.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/chat_wire.h"
#include "harness/protocol/messages_wire.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/responses_wire.h"
#include "tests/bench/chat_chunks.h"

namespace orbench::protocol {
namespace {

constexpr std::size_t kChunks = 100;

/// Hands out texts in turn, for ever.
class Chunks {
 public:
  explicit Chunks(std::vector<std::string> texts) : texts_(std::move(texts)) {}
  std::string_view next() {
    at_ = (at_ + 1) % texts_.size();
    return texts_[at_];
  }

 private:
  std::vector<std::string> texts_;
  std::size_t at_ = 0;
};

std::size_t extract(Wire& parser, std::string_view text, WireEvent& chunk) {
  return parser.read(text, true, chunk) ? chunk.material.answer_bytes : 0;
}

/// What the Python tools do, in C++: the whole document, then the fields.
std::size_t extract_by_document(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  return json["choices"][0]["delta"]["content"].get_ref<const std::string&>().size();
}

void consecutive_chunks(benchmark::State& state) {
  Chunks chunks(bench::chat_chunks(kChunks));
  const std::unique_ptr<Wire> parser = make_chat_wire();
  WireEvent chunk;
  for (auto _ : state) benchmark::DoNotOptimize(extract(*parser, chunks.next(), chunk));
}
BENCHMARK(consecutive_chunks);

/// Chunks of two shapes in turn: none repeats the one before it.
void alternating_chunks(benchmark::State& state) {
  std::vector<std::string> texts = bench::chat_chunks(kChunks);
  for (std::size_t i = 1; i < texts.size(); i += 2) {
    texts[i].replace(texts[i].find("1759000001,"), 11, "1759000002,");
  }
  Chunks chunks(std::move(texts));
  const std::unique_ptr<Wire> parser = make_chat_wire();
  WireEvent chunk;
  for (auto _ : state) benchmark::DoNotOptimize(extract(*parser, chunks.next(), chunk));
}
BENCHMARK(alternating_chunks);

/// The same of the other wires that stream tokens.
void responses_events(benchmark::State& state) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kChunks; ++i) {
    texts.push_back(R"({"type":"response.output_text.delta","sequence_number":)" +
                    std::to_string(i) +
                    R"(,"item_id":"msg_AbCdEfGhIjKlMnOpQrSt","output_index":1,"content_index":0,)"
                    R"("delta":" the quick","logprobs":[]})");
  }
  Chunks chunks(std::move(texts));
  const std::unique_ptr<Wire> wire = make_responses_wire();
  WireEvent event;
  for (auto _ : state) benchmark::DoNotOptimize(extract(*wire, chunks.next(), event));
}
BENCHMARK(responses_events);

void messages_events(benchmark::State& state) {
  Chunks chunks(
      {R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" a"}})",
       R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" the"}})"});
  const std::unique_ptr<Wire> wire = make_messages_wire();
  WireEvent event;
  for (auto _ : state) benchmark::DoNotOptimize(extract(*wire, chunks.next(), event));
}
BENCHMARK(messages_events);

/// Both in turn under the same conditions, so that the ratio holds on a noisy machine.
void against_nlohmann(benchmark::State& state) {
  using Clock = std::chrono::steady_clock;
  Chunks chunks(bench::chat_chunks(kChunks));
  const std::unique_ptr<Wire> parser = make_chat_wire();
  WireEvent chunk;
  Clock::duration ours{0};
  Clock::duration theirs{0};
  for (auto _ : state) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < kChunks; ++i) {
      benchmark::DoNotOptimize(extract(*parser, chunks.next(), chunk));
    }
    const auto middle = Clock::now();
    for (std::size_t i = 0; i < kChunks; ++i) {
      benchmark::DoNotOptimize(extract_by_document(chunks.next()));
    }
    ours += middle - begin;
    theirs += Clock::now() - middle;
  }
  const auto per_chunk = [&state](Clock::duration spent) {
    return std::chrono::duration<double, std::nano>(spent).count() /
           (static_cast<double>(state.iterations()) * static_cast<double>(kChunks));
  };
  state.counters["ours_ns"] = per_chunk(ours);
  state.counters["nlohmann_ns"] = per_chunk(theirs);
  state.counters["times_faster"] = per_chunk(theirs) / per_chunk(ours);
}
BENCHMARK(against_nlohmann);

/// A whole read of the network, `range` events in it: events, fields and times.
void reader(benchmark::State& state) {
  std::string bytes;
  for (const std::string& event : bench::chat_events(static_cast<std::size_t>(state.range(0)))) {
    bytes += event;
  }
  ReplyReader reader(make_chat_wire());
  reader.reset();
  core::ResponseHead head;
  head.status = 200;
  head.content_type = "text/event-stream";
  reader.on_head(head);
  for (auto _ : state) {
    benchmark::DoNotOptimize(reader.on_bytes(core::Stamp(std::chrono::seconds(1)), bytes));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(reader)->Arg(1)->Arg(16);

}  // namespace
}  // namespace orbench::protocol

BENCHMARK_MAIN();
