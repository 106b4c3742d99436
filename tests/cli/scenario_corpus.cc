#include "tests/cli/scenario_corpus.h"

#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

namespace orbench::cli {
namespace {

using Json = nlohmann::ordered_json;

/// What stands here is free: bodies as the API takes them, and maps with names of the user's.
constexpr std::array<std::string_view, 8> kOpen = {"/target/headers", "/tags",   "/data",
                                                   "/request",        "/matrix", "/objectives",
                                                   "/where",          "/headers"};

bool is_open(std::string_view pointer) {
  for (const std::string_view open : kOpen) {
    if (pointer.ends_with(open)) return true;
  }
  return false;
}

/// Everything below is free as well.
bool is_free(std::string_view pointer) {
  return pointer.ends_with("/request") || pointer.ends_with("/matrix") ||
         pointer.ends_with("/where");
}

std::string wrong_for(const Json& value) {
  if (value.is_string()) return "7";
  if (value.is_number()) return R"("seven")";
  if (value.is_boolean()) return R"("yes")";
  return value.is_array() ? "{}" : "[]";
}

/// The keys here need no escape.
std::string child(const std::string& pointer, const std::string& key) {
  return pointer + "/" + key;
}

void add_generated(const Json& value, const std::string& pointer, std::vector<Mutant>& out) {
  if (!pointer.empty()) out.push_back({pointer, wrong_for(value), "", ""});
  if (value.is_object()) {
    if (!is_open(pointer)) {
      out.push_back({child(pointer, "zzz"), "1", "", ""});
    }
    if (is_free(pointer)) return;
    for (const auto& item : value.items()) {
      add_generated(item.value(), child(pointer, item.key()), out);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      add_generated(value[i], child(pointer, std::to_string(i)), out);
    }
  }
}

}  // namespace

Json sound_scenario(const std::string& folder) {
  Json document = Json::parse(R"({
  "$schema": "schema/scenario.v1.json",
  "name": "sound",
  "seed": 42,
  "target": {
    "base_url": "https://openrouter.ai/api/v1",
    "api_key_env": "SOME_KEY",
    "headers": { "X-Title": "bench" },
    "http": "2",
    "timeouts": { "connect_ms": 100, "first_token_ms": 200, "idle_ms": 300, "total_ms": 400.5 },
    "mock": { "config": "catalog.json", "faults": ["stall:0.5"] },
    "ca_file": "ca.pem"
  },
  "engine": {
    "workers": 2, "stamps": "kernel", "spin_us": 5, "rest_us": 7,
    "connections": { "reuse": false, "prewarm": false }
  },
  "graceful_stop_s": 5,
  "limits": {
    "max_cost_usd": 1.5, "max_cost_per_request_usd": 0.01, "max_requests": 20,
    "enforce_price_cap": false, "max_duration_s": 60, "max_in_flight": 10
  },
  "tags": { "team": "blue" },
  "env": ["PATH"],
  "data": { "prompts": { "order": "weighted", "weight": "weight" } },
  "workloads": [
    {
      "name": "one", "endpoint": "chat", "salt": false, "blocks": 8, "interleave": "segment",
      "request": {
        "model": "m", "stream": true, "max_tokens": 5,
        "messages": [{ "role": "user", "content": "${data.prompts.text} ${text:20}" }]
      },
      "matrix": { "request.model": ["x", "y"], "request.top_k": [1] },
      "load": {
        "arrivals": "poisson",
        "rate_rps": { "shape": "ramp", "from": 1, "to": 5, "over_s": 2.5 },
        "duration_s": 5, "warmup_s": 1, "max_in_flight": 4, "overload": "drop"
      },
      "headers": { "X-Extra": "e" },
      "timeouts": { "idle_ms": 50 },
      "objectives": { "ttft": "1s" }
    },
    {
      "name": "two", "endpoint": "chat",
      "request": { "model": "m", "max_tokens": 5, "messages": [{ "role": "user", "content": "hi" }] },
      "load": { "arrivals": "closed", "concurrency": 3, "think_time_ms": 5, "requests": 9 }
    },
    {
      "name": "three", "endpoint": "chat",
      "request": { "model": "m", "max_tokens": 5, "messages": [{ "role": "user", "content": "hi" }] },
      "load": {
        "arrivals": "constant", "duration_s": 5,
        "rate_rps": { "shape": "steps", "steps": [{ "rate_rps": 2, "for_s": 3 }] }
      }
    },
    {
      "name": "four", "endpoint": "chat", "weight": 3,
      "request": { "model": "m", "max_tokens": 5, "messages": [{ "role": "user", "content": "hi" }] },
      "session": {
        "turns": 3, "follow_ups": ["Why?"],
        "think_time_ms": { "distribution": "lognormal", "median": 50, "sigma": 0.5 }
      },
      "cancel": { "share": 0.5, "after_ms": 20 },
      "retries": {
        "max_attempts": 2, "on": ["truncated", 502], "backoff_ms": 5, "max_backoff_ms": 50,
        "jitter": 0, "honour_retry_after": false
      }
    },
    {
      "name": "five", "endpoint": "chat",
      "request": { "model": "m", "max_tokens": 5, "messages": [{ "role": "user", "content": "hi" }] },
      "load": { "arrivals": "replay", "field": "weight", "unit": "ms", "speed": 2, "duration_s": 5 }
    }
  ],
  "load": {
    "arrivals": "gamma", "burstiness": 0.5, "duration_s": 5,
    "rate_rps": { "shape": "sine", "mean": 5, "amplitude": 2, "period_s": 2 }
  },
  "checks": [
    {
      "threshold": "ttft.p95 < 1s", "where": { "workload": "one" }, "basis": "ok", "abort": true,
      "min_samples": 10, "allow_no_data": true, "severity": "warn"
    },
    {
      "content": { "pointer": "/choices/0/message/content", "matches": "^[a-z]" },
      "rate": "> 99%", "where": { "workload": "one" }, "allow_no_data": true, "severity": "warn"
    },
    { "content": { "finish_reason": ["stop", "length"] } }
  ]
})");
  for (Json* reader : {&document["data"]["prompts"], &document["workloads"][4]["load"]}) {
    (*reader)["file"] = folder + "/" + kDataFile;
  }
  return document;
}

std::vector<Mutant> mutants(const Json& sound) {
  std::vector<Mutant> all = mutant_table();
  add_generated(sound, "", all);
  return all;
}

Json apply(const Mutant& mutant, Json sound) {
  const Json::json_pointer at(mutant.at);
  if (mutant.value.empty()) {
    Json& parent = sound[at.parent_pointer()];
    if (parent.is_object()) parent.erase(at.back());
  } else {
    sound[at] = Json::parse(mutant.value);
  }
  return sound;
}

}  // namespace orbench::cli
