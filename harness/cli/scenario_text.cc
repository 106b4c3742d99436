#include "harness/cli/scenario_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"

namespace orbench::cli {
namespace {

/// Every line but the first moved right by `columns`.
std::string indent(const std::string& text, std::size_t columns) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(columns, ' ');
  }
  return out;
}

/// By kind, for those that no chat model serves.
constexpr auto kMockModels = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"embeddings", "acme/embed-small"},
    {"rerank", "tundra/sieve-rerank"},
    {"images", "palette/inkwell-flash"},
    {"speech", "chorus/lark-tts"},
    {"transcription", "chorus/listen-stt"},
    {"video", "palette/reel-video"},
    {"api", ""},
});

/// The example of a kind, its model first.
core::Json example_for(const protocol::Endpoint& endpoint, std::string_view model) {
  core::Json request = core::Json::object();
  if (!model.empty()) request["model"] = model;
  const core::JsonValue example = endpoint.example_request();
  request.update(example.get());
  return request;
}

}  // namespace

std::string_view mock_model(std::string_view kind) {
  const auto* const found = std::find_if(kMockModels.begin(), kMockModels.end(),
                                         [kind](const auto& row) { return row.first == kind; });
  return found == kMockModels.end() ? "acme/swift-8b" : found->second;
}

std::string starter_scenario(const protocol::Endpoint& endpoint) {
  const core::Json request = example_for(endpoint, mock_model(endpoint.name()));
  return fmt::format(R"({{
  // A scenario for orbench. Check it with `orbench validate FILE`, run it with `orbench run FILE`.
  // scenarios/README.md of orbench is the language; with its schema, editors complete keys.
  "$schema": "scenarios/schema/scenario.v1.json",
  "name": "{0}",
  "seed": 1,                       // same seed: same arrivals, bodies and order

  "target": {{
    // "mock" is the server inside orbench: no key, no internet. For the real service put
    // "https://openrouter.ai/api/v1" here, export OPENROUTER_API_KEY, and give `limits` a budget:
    //   "limits": {{ "max_cost_usd": 0.50, "max_cost_per_request_usd": 0.01 }}
    "base_url": "mock"
  }},

  "workloads": [
    {{
      "name": "{0}",
      "endpoint": "{0}",

      // The body as the API takes it. ${{nonce}} makes each prompt new, so that no cache answers;
      // ${{text:500}} would be seeded text of about 500 tokens, ${{data.prompts.text}} a row of a file:
      //   "data": {{ "prompts": {{ "file": "prompts.jsonl", "order": "shuffle" }} }}
      "request": {1},

      // One cell for each combination of these values; cells take turns, so they share the weather.
      // "matrix": {{ "request.stream": [true, false] }},

      "load": {{
        "arrivals": "poisson",     // `orbench list arrivals`
        "rate_rps": 20,
        "warmup_s": 1,             // before the measured window, not counted in it
        "duration_s": 5,
        "max_in_flight": 100       // further requests wait, and their waiting is measured
      }}
    }}
  ],

  // Each is judged at the end; one that fails makes the exit code 1.
  "checks": [
    {{ "threshold": "errors.rate < 1%" }},
    {{ "threshold": "e2e.p95 < 5s" }}
  ]
}}
)",
                     endpoint.name(), indent(request.dump(2), 6));
}

std::string quick_scenario(const QuickRun& quick, const protocol::Endpoint& endpoint) {
  core::Json request = example_for(endpoint, quick.model);

  core::Json load = core::Json::object();
  if (quick.rate_rps) {
    load["arrivals"] = "poisson";
    load["rate_rps"] = *quick.rate_rps;
    load["max_in_flight"] = std::max<std::int64_t>(quick.concurrency, 1000);
  } else {
    load["arrivals"] = "closed";
    load["concurrency"] = quick.concurrency;
  }
  if (quick.duration_s) load["duration_s"] = *quick.duration_s;
  if (quick.requests) load["requests"] = *quick.requests;
  if (!quick.duration_s && !quick.requests) load["requests"] = 100;

  core::Json workload = {{"name", quick.endpoint},
                         {"endpoint", quick.endpoint},
                         {"request", std::move(request)},
                         {"load", std::move(load)}};
  core::Json scenario = core::Json::object();
  scenario["name"] = quick.endpoint;
  scenario["workloads"] = core::Json::array({std::move(workload)});
  return core::dumped(scenario, 2);
}

}  // namespace orbench::cli
