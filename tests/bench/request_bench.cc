// What a request costs around its chunks: its body, and the reading of a reply that does not
// repeat itself.

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/data/material.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/chat_wire.h"
#include "harness/protocol/endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "tests/bench/chat_chunks.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kPlainBody =
    R"({"model":"acme/swift-1","stream":true,"max_tokens":100,"messages":[)"
    R"({"role":"user","content":"Request ${seq}, ${nonce}: write a short story about a fox."}]})";

/// What a scenario with a data set sends: salted, a row's prompt, a text of 100 tokens.
constexpr std::string_view kFullBody =
    R"({"model":"acme/swift-1","stream":true,"max_tokens":100,"user":"${uuid}","messages":[)"
    R"({"role":"system","content":"Answer for ${env.JOB} in one sentence."},)"
    R"({"role":"user","content":"${nonce} ${data.prompts.text} ${text:100}"}]})";

void fill(data::Material& material) {
  data::Table prompts({"text", "weight"});
  for (int row = 0; row < 1000; ++row) {
    prompts.append("What is \"" + std::to_string(row) + "\" times seven, and why does it matter?");
    prompts.append("1");
  }
  const data::DataSpec spec{"prompts", "", data::Order::kWeighted, "weight"};
  material.add("prompts",
               data::DataSet(std::move(prompts), spec, 1, std::vector<double>(1000, 1.0)));
  material.allow("JOB", "the nightly job");
}

void render(benchmark::State& state, std::string_view text) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  data::Material material;
  fill(material);
  const auto json = core::parse_json_document(text, "request.json", source, diagnostics);
  RequestDraft draft(*json, "", source, diagnostics);
  draft.material = &material;
  const auto body = BodyTemplate::compile(draft);
  RenderContext context;
  std::string out;
  for (auto _ : state) {
    ++context.seq;
    ++context.round;
    out.clear();
    body->render(context, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * out.size()));
}
BENCHMARK_CAPTURE(render, plain, kPlainBody);
BENCHMARK_CAPTURE(render, full, kFullBody);

/// The peer: a JSON document whose one string is replaced and that is written out each time.
void dump_document(benchmark::State& state) {
  core::Json document = core::Json::parse(kPlainBody);
  std::uint64_t seq = 0;
  for (auto _ : state) {
    document["messages"][0]["content"] =
        "Request " + std::to_string(++seq) + ", 0123456789abcdef: write a short story about a fox.";
    benchmark::DoNotOptimize(document.dump());
  }
}
BENCHMARK(dump_document);

/// Replies that differ in their id, one after another.
void read_replies(benchmark::State& state, std::string_view type, const std::string& bytes) {
  core::ResponseHead head;
  head.status = 200;
  head.content_type = type;
  ReplyReader reader(make_chat_wire());
  const core::Stamp at(std::chrono::seconds(1));
  std::array<std::string, 2> replies = {bytes, bytes};
  replies[1].replace(bytes.find("gen-"), 5, "gen-2");
  std::size_t turn = 0;
  for (auto _ : state) {
    reader.reset();
    reader.on_head(head);
    reader.on_bytes(at, replies[++turn % replies.size()]);
    reader.finish(at, true);
    benchmark::DoNotOptimize(reader.facts().verdict);
  }
}

constexpr std::string_view kUsage =
    R"("usage":{"prompt_tokens":15,"completion_tokens":6,"total_tokens":21,"cost":5.79e-06,)"
    R"("prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},)"
    R"("completion_tokens_details":{"reasoning_tokens":2,"image_tokens":0}})";

void read_plain_reply(benchmark::State& state) {
  const std::string body =
      std::string(R"({"id":"gen-1759000001-AbCdEfGhIjKlMnOpQrSt","provider":"Acme Compute",)") +
      R"("model":"acme/swift-1-2025-09-01","object":"chat.completion","created":1759000001,)"
      R"("choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",)"
      R"("content":"The quick brown fox jumps over the lazy dogs."}}],)" +
      std::string(kUsage) + "}";
  read_replies(state, "application/json", body);
}
BENCHMARK(read_plain_reply);

/// Ten chunks, the one with the usage and the terminator.
void read_stream_reply(benchmark::State& state) {
  std::string bytes;
  for (const std::string& event : bench::chat_events(10)) bytes += event;
  bytes += R"(data: {"id":"gen-1759000001-AbCdEfGhIjKlMnOpQrSt","choices":[],)" +
           std::string(kUsage) + "}\n\ndata: [DONE]\n\n";
  read_replies(state, "text/event-stream", bytes);
}
BENCHMARK(read_stream_reply);

}  // namespace
}  // namespace orbench::protocol

BENCHMARK_MAIN();
