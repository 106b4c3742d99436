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

constexpr const char* kNamesAreElsewhere = "the names are those of another part of the file";

const std::vector<Mutant>& table() {
  static const std::vector<Mutant> kTable = {
      // What must be there.
      {"/name", "", "", ""},
      {"/workloads", "", "", ""},
      {"/workloads", "[]", "", ""},
      {"/workloads/0/name", "", "", ""},
      {"/workloads/0/endpoint", "", "", ""},
      {"/data/prompts/file", "", "", ""},
      {"/workloads/0/load/rate_rps", "", "", ""},
      {"/workloads/0/load/rate_rps/shape", "", "", ""},
      {"/workloads/0/load/rate_rps/from", "", "", ""},
      {"/workloads/0/load/rate_rps/over_s", "", "", ""},
      {"/workloads/1/load/requests", "", "/workloads/1/load", ""},
      {"/workloads/2/load/rate_rps/steps", "", "", ""},
      {"/workloads/2/load/rate_rps/steps/0/rate_rps", "", "", ""},
      {"/workloads/2/load/rate_rps/steps/0/for_s", "", "", ""},
      {"/checks/0", "{}", "", ""},
      {"/checks/0/threshold", "", "/checks/0", ""},
      // Near misses of a key.
      {"/sed", "42", "", ""},
      {"/target/url", R"("mock")", "", ""},
      {"/target/timeouts/idle", "300", "", ""},
      {"/engine/threads", "2", "", ""},
      {"/limits/max_cost", "1", "", ""},
      {"/workloads/0/weights", "1", "", ""},
      {"/workloads/0/load/rate", "1", "", ""},
      {"/checks/0/min_sample", "1", "", ""},
      // Names.
      {"/name", R"("../../etc")", "", ""},
      {"/name", R"("")", "", ""},
      {"/name", R"(" a")", "", ""},
      {"/workloads/0/name", R"("a;b=c")", "", ""},
      {"/data/a.b", R"({"file": "x.csv"})", "", ""},
      {"/env/0", R"("NOT A NAME")", "", ""},
      {"/env/0", R"("1ST")", "", ""},
      // Numbers out of their range.
      {"/seed", "-1", "", ""},
      {"/seed", "4.2", "", ""},
      {"/seed", "9007199254740993", "", ""},
      {"/target/timeouts/connect_ms", "0", "", ""},
      {"/target/timeouts/first_token_ms", "-1", "", ""},
      {"/target/timeouts/idle_ms", "86400001", "", ""},
      {"/target/timeouts/total_ms", "0.5", "", ""},
      {"/engine/workers", "0", "", ""},
      {"/engine/workers", "65", "", ""},
      {"/engine/workers", "1.5", "", ""},
      {"/engine/spin_us", "-5", "", ""},
      {"/engine/spin_us", "10001", "", ""},
      {"/engine/rest_us", "-1", "", ""},
      {"/graceful_stop_s", "-1", "", ""},
      {"/graceful_stop_s", "86401", "", ""},
      {"/limits/max_cost_usd", "-1.5", "", ""},
      {"/limits/max_cost_per_request_usd", "-0.01", "", ""},
      {"/limits/max_requests", "0", "", ""},
      {"/limits/max_duration_s", "0", "", ""},
      {"/limits/max_in_flight", "0", "", ""},
      {"/limits/max_in_flight", "1000001", "", ""},
      {"/workloads/0/blocks", "0", "", ""},
      {"/workloads/0/blocks", "10001", "", ""},
      {"/workloads/0/blocks", "2.5", "", ""},
      {"/workloads/0/load/duration_s", "0", "", ""},
      {"/workloads/0/load/duration_s", "-5", "", ""},
      {"/workloads/0/load/warmup_s", "-1", "", ""},
      {"/workloads/0/load/max_in_flight", "0", "", ""},
      {"/workloads/0/load/rate_rps", "0", "", ""},
      {"/workloads/0/load/rate_rps", "-3", "", ""},
      {"/workloads/0/load/rate_rps", "1000001", "", ""},
      {"/workloads/0/load/rate_rps/from", "-1", "", ""},
      {"/workloads/0/load/rate_rps/to", "1e7", "", ""},
      {"/workloads/0/load/rate_rps/over_s", "0", "", ""},
      {"/workloads/0/load/rate_rps", R"({"shape": "ramp", "from": 0, "to": 0, "over_s": 1})",
       "/workloads/0/load/rate_rps/to", ""},
      {"/workloads/1/load/requests", "0", "", ""},
      {"/workloads/1/load/requests", "0.5", "", ""},
      {"/workloads/1/load/concurrency", "0", "", ""},
      {"/workloads/1/load/concurrency", "2.5", "", ""},
      {"/workloads/1/load/think_time_ms", "-1", "", ""},
      {"/workloads/2/load/rate_rps/steps/0/rate_rps", "-1", "", ""},
      {"/workloads/2/load/rate_rps/steps/0/for_s", "0", "", ""},
      {"/workloads/2/load/rate_rps/steps", "[]", "", ""},
      {"/workloads/2/load/rate_rps/steps", R"([{"rate_rps": 0, "for_s": 1}])", "", ""},
      {"/checks/0/min_samples", "0", "", ""},
      // Words that are not among the choices.
      {"/target/http", R"("3")", "", ""},
      {"/engine/stamps", R"("kernal")", "", ""},
      {"/data/prompts/order", R"("suffle")", "", ""},
      {"/workloads/0/endpoint", R"("caht")", "", ""},
      {"/workloads/0/load/arrivals", R"("poison")", "", ""},
      {"/workloads/0/load/overload", R"("dorp")", "", ""},
      {"/workloads/0/load/rate_rps/shape", R"("rampe")", "", ""},
      {"/checks/0/basis", R"("some")", "", ""},
      {"/checks/0/severity", R"("info")", "", ""},
      // Keys of another kind.
      {"/workloads/1/load/rate_rps", "5", "", ""},
      {"/workloads/1/load/overload", R"("drop")", "", ""},
      {"/workloads/0/load/concurrency", "5", "", ""},
      {"/workloads/0/load/think_time_ms", "5", "", ""},
      {"/workloads/0/load/rate_rps/steps", "[]", "", ""},
      {"/workloads/2/load/rate_rps/from", "1", "", ""},
      // Text that would do harm later.
      {"/target/base_url", R"("ftp://openrouter.ai")", "", ""},
      {"/target/base_url", R"("https://user:pass@openrouter.ai")", "", ""},
      {"/target/base_url", R"("https://openrouter.ai/?a=b")", "", ""},
      {"/target/base_url", R"("moc")", "", ""},
      {"/target/api_key_env", R"("sk-or-v1-123")", "", ""},
      {"/target/api_key_env", R"("")", "", ""},
      {"/target/headers/Authorization", R"("Bearer x")", "", ""},
      {"/target/headers/x-api-key", R"("x")", "", ""},
      {"/target/headers/X Title", R"("x")", "", ""},
      {"/target/headers/X-Title", R"("a\r\nX-Key: b")", "", ""},
      {"/workloads/0/headers/X:Extra", R"("x")", "", ""},
      {"/workloads/0/matrix/request..model", R"(["x"])", "", ""},
      {"/workloads/0/matrix/request.model", "[]", "", ""},
      {"/workloads/0/matrix/request.model", R"("x")", "", ""},
      {"/data/prompts/file", R"("prompts.txt")", "", ""},
      {"/checks/0/threshold", R"("")", "", ""},
      {"/checks/0/threshold", R"("ttft.p95")", "", ""},
      {"/checks/0/threshold", R"("ttft.p95 < ")", "", ""},
      {"/checks/0/threshold", R"("ttft.p95 << 1s")", "", ""},
      {"/checks/0/where", R"({"workload": ["one"]})", "/checks/0/where/workload", ""},
      // What a schema cannot say.
      {"/workloads/1/name", R"("one")", "", "that names differ is no type of any value"},
      {"/checks/0/threshold", R"("ttfft.p95 < 1s")", "", "metrics are listed by the build"},
      {"/checks/0/threshold", R"("ttft.p95 < 1%")", "", "the unit depends on the metric"},
      {"/workloads/0/objectives/ttfft", R"("1s")", "", "metrics are listed by the build"},
      {"/checks/0/where/workload", R"("none")", "", kNamesAreElsewhere},
      {"/env/0", R"("SOME_KEY")", "", kNamesAreElsewhere},
      {"/target/headers/X-Title", R"("${env.OTHER}")", "/target/headers", kNamesAreElsewhere},
      {"/workloads/0/request/messages/0/content", R"("${data.promts.text}")", "",
       kNamesAreElsewhere},
      {"/workloads/0/request/messages/0/content", R"("${nonse}")", "",
       "bodies are open, and templates are no schema's language"},
      {"/workloads/0/request/messages", "[]", "", "bodies are the endpoint's to check"},
      {"/data/prompts/file", R"("none.jsonl")", "", "no schema looks at files"},
      {"/limits/max_cost_per_request_usd", "", "/limits",
       "needed only where the target is no loopback address"},
      // Shared loads, conversations, cancellation, retries.
      {"/workloads/0/interleave", R"("blocks")", "", ""},
      {"/workloads/3/interleave", R"("segment")", "", kNamesAreElsewhere},
      {"/workloads/3/weight", "0", "", ""},
      {"/workloads/3/load", R"({"requests": 1})", "/workloads/3/weight", ""},
      {"/load", "", "/workloads/3/weight", kNamesAreElsewhere},
      {"/load", R"({"arrivals": "replay", "requests": 1})", "/load/file", ""},
      {"/load/burstiness", "0", "", ""},
      {"/load/think_time_ms", "3", "", ""},
      {"/load/rate_rps/period_s", "0", "", ""},
      {"/load/rate_rps/amplitude", "-1", "", ""},
      {"/load/rate_rps/amplitude", "9", "", "two numbers cannot be compared"},
      {"/load/rate_rps", R"({"shape": "spike", "base": 1, "at_s": 1, "for_s": 1})",
       "/load/rate_rps/peak", ""},
      {"/workloads/3/session/turns", "1", "", ""},
      {"/workloads/3/session/follow_ups", "[]", "", ""},
      {"/workloads/3/session/think_time_ms/sigma", "", "", ""},
      {"/workloads/3/session/think_time_ms/sigma", "9", "", ""},
      {"/workloads/3/session/think_time_ms", "-1", "", ""},
      {"/workloads/3/cancel/share", "", "", ""},
      {"/workloads/3/cancel/share", "1.5", "", ""},
      {"/workloads/3/cancel/after_ms", "", "/workloads/3/cancel", ""},
      {"/workloads/3/cancel/after_tokens", "3", "/workloads/3/cancel", ""},
      {"/workloads/3/retries/max_attempts", "0", "", ""},
      {"/workloads/3/retries/jitter", "2", "", ""},
      {"/workloads/3/retries/on/0", R"("ok")", "", ""},
      {"/workloads/3/retries/on/1", "200", "", ""},
  };
  return kTable;
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
    "max_duration_s": 60, "max_in_flight": 10
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
    }
  ]
})");
  document["data"]["prompts"]["file"] = folder + "/" + kDataFile;
  return document;
}

std::vector<Mutant> mutants(const Json& sound) {
  std::vector<Mutant> all = table();
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
