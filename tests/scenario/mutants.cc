#include "tests/scenario/mutants.h"

#include <gtest/gtest.h>

namespace orbench::scenario {

const std::string& sound_scenario() {
  static const std::string kText = R"({
  "$schema": "schema/scenario.v1.json", // a comment
  "name": "sound", "seed": 42,
  "target": {
    "base_url": "https://openrouter.ai/api/v1", "api_key_env": "SOME_KEY",
    "headers": { "X-Title": "bench" }, "http": "2", "ca_file": "ca.pem",
    "timeouts": { "connect_ms": 100, "first_token_ms": 200, "idle_ms": 300, "total_ms": 400.5 },
    "mock": { "config": "catalog.json", "faults": ["stall:0.5"] }
  },
  "engine": { "workers": 2, "stamps": "kernel", "spin_us": 5, "rest_us": 7,
    "connections": { "reuse": false, "prewarm": false } },
  "graceful_stop_s": 0,
  "limits": { "max_cost_usd": 1.5, "max_cost_per_request_usd": 0.01,
    "max_requests": 20, "max_duration_s": 60, "max_in_flight": 10 },
  "tags": { "team": "blue" }, "env": ["SOME_VARIABLE"], "data": { "prompts": { "file": "p.csv", "order": "shuffle" } },
  "workloads": [
    { "name": "one", "endpoint": "chat", "blocks": 8, "salt": false,
      "request": { "model": "m", "stream": true },
      "matrix": { "request.model": ["x", "y"], "request.top_k": [1] },
      "load": { "arrivals": "poisson", "rate_rps": 3, "duration_s": 5, "requests": 9,
        "warmup_s": 1, "max_in_flight": 4, "overload": "drop" },
      "headers": { "X-Extra": "e" },
      "timeouts": { "idle_ms": 50 }, "job": { "poll_ms": 20, "queue_timeout_ms": 30 },
      "objectives": { "ttft": "1s" } },
    { "name": "two", "endpoint": "rerank" }
  ],
  "checks": [ { "threshold": "ttft.p95 < 1s" } ]
})";
  return kText;
}

std::string apply(const Mutant& mutant) {
  std::string text = sound_scenario();
  const std::size_t at = text.find(mutant.from);
  EXPECT_NE(at, std::string::npos) << "no such text: " << mutant.from;
  if (at == std::string::npos) return text;
  return text.replace(at, mutant.from.size(), mutant.to);
}

const std::vector<Mutant>& mutants() {
  static const std::vector<Mutant> kMutants = {
      // Keys: unknown ones are never ignored.
      {R"("seed": 42)", R"("sed": 42)", "3:27 #/sed", "did you mean \"seed\""},
      {R"("http": "2")", R"("htpp": "2")", "6:48 #/target/htpp", "did you mean \"http\""},
      {R"("idle_ms": 300)", R"("idle": 300)", "7:69 #/target/timeouts/idle", "\"idle_ms\""},
      {R"("faults":)", R"("fault":)", "8:50 #/target/mock/fault", "\"faults\""},
      {R"("workers":)", R"("threads":)", "10:26 #/engine/threads", "unknown key"},
      {R"("reuse":)", R"("re_use":)", "11:32 #/engine/connections/re_use", "\"reuse\""},
      {R"("max_cost_usd":)", R"("max_cost":)", "13:27 #/limits/max_cost", "max_cost_usd"},
      {R"("blocks": 8)", R"("block": 8)", "17:51 #/workloads/0/block", "\"blocks\""},
      {R"("$schema":)", R"("schema":)", "2:13 #/schema", "\"$schema\""},
      // Missing keys.
      {R"("name": "sound", )", "", "1:1 #/name", "\"name\" is missing"},
      {R"("name": "one", )", "", "17:5 #/workloads/0/name", "\"name\" is missing"},
      {R"(, "endpoint": "rerank")", "", "25:5 #/workloads/1/endpoint", "\"endpoint\" is missing"},
      // Wrong types.
      {R"("sound")", "7", "3:11 #/name", "must be a string, found 7"},
      {R"("seed": 42)", R"("seed": "42")", "3:28 #/seed", "found the string \"42\""},
      {R"("seed": 42)", R"("seed": 4.2)", "3:28 #/seed", "whole number"},
      {R"({ "X-Title": "bench" })", R"(["X-Title"])", "6:16 #/target/headers", "object"},
      {R"("bench")", "1", "6:29 #/target/headers/X-Title", "must be a string"},
      {R"("connect_ms": 100)", R"("connect_ms": "100")", "7:33 #/target/timeouts/connect_ms",
       "must be a number from 1"},
      {R"(["stall:0.5"])", R"("stall")", "8:51 #/target/mock/faults", "must be an array"},
      {R"("stall:0.5")", "1", "8:52 #/target/mock/faults/0", "a fault is a string"},
      {R"("reuse": false)", R"("reuse": 0)", "11:31 #/engine/connections/reuse", "true or false"},
      {R"("blue")", "null", "15:21 #/tags/team", "must be a string, found null"},
      {R"({ "name": "two", "endpoint": "rerank" })", "2", "25:5 #/workloads/1", "be an object"},
      {R"({ "model": "m", "stream": true })", "[]", "18:18 #/workloads/0/request", "be an object"},
      {R"(["x", "y"])", R"("x")", "19:36 #/workloads/0/matrix/request.model", "be an array"},
      {R"("poll_ms": 20)", R"("poll_s": 20)", "23:57 #/workloads/0/job/poll_s", "\"poll_ms\""},
      {R"("poll_ms": 20)", R"("poll_ms": 0)", "23:58 #/workloads/0/job/poll_ms",
       "must be a number from 1"},
      {R"({ "ttft": "1s" })", R"("1s")", "24:21 #/workloads/0/objectives", "be an object"},
      {R"({ "threshold": "ttft.p95 < 1s" })", R"("ttft.p95 < 1s")", "27:15 #/checks/0",
       "be an object"},
      {R"("arrivals": "poisson")", R"("arrivals": {})", "20:29 #/workloads/0/load/arrivals",
       "must be a string, found an object"},
      // Numbers out of their range.
      {R"("seed": 42)", R"("seed": -1)", "3:28 #/seed", "from 0 to"},
      {R"("total_ms": 400.5)", R"("total_ms": 0)", "7:89 #/target/timeouts/total_ms", "from 1 to"},
      {R"("workers": 2)", R"("workers": 65)", "10:26 #/engine/workers", "from 1 to 64, found 65"},
      {R"("rest_us": 7)", R"("rest_us": "7")", "10:74 #/engine/rest_us", "number"},
      {R"("spin_us": 5)", R"("spin_us": -5)", "10:60 #/engine/spin_us", "from 0 to 10000"},
      {R"("graceful_stop_s": 0)", R"("graceful_stop_s": -1)", "12:22 #/graceful_stop_s", "0 to"},
      {R"("max_cost_usd": 1.5)", R"("max_cost_usd": -1.5)", "13:31 #/limits/max_cost_usd", "-1.5"},
      {R"("max_requests": 20)", R"("max_requests": 0)", "14:21 #/limits/max_requests", "from 1"},
      {R"("max_duration_s": 60)", R"("max_duration_s": 0)", "14:43 #/limits/max_duration_s",
       "over 0"},
      {R"("blocks": 8)", R"("blocks": 0)", "17:52 #/workloads/0/blocks", "from 1 to 10000"},
      {R"("duration_s": 5)", R"("duration_s": -5)", "20:69 #/workloads/0/load/duration_s",
       "over 0"},
      {R"("requests": 9)", R"("requests": 0.5)", "20:84 #/workloads/0/load/requests", "whole"},
      {R"("warmup_s": 1)", R"("warmup_s": -1)", "21:21 #/workloads/0/load/warmup_s", "from 0"},
      {R"("max_in_flight": 4)", R"("max_in_flight": 0)", "21:41 #/workloads/0/load/max_in_flight",
       "from 1"},
      // Words that are not among the choices.
      {R"("http": "2")", R"("http": "3")", "6:48 #/target/http", "known: 1.1, 2, auto"},
      {R"("kernel")", R"("kernal")", "10:39 #/engine/stamps", "did you mean \"kernel\""},
      {R"("overload": "drop")", R"("overload": "dorp")", "21:56 #/workloads/0/load/overload",
       "did you mean \"drop\""},
      // Text that would do harm later.
      {R"("sound")", R"("../../etc")", "3:11 #/name", "letters, digits"},
      {R"("sound")", R"("")", "3:11 #/name", "letters, digits"},
      {R"("one")", R"("a;b=c")", "17:15 #/workloads/0/name", "letters, digits"},
      {"https://openrouter.ai/api/v1", "ftp://openrouter.ai", "5:17 #/target/base_url",
       "must be \"mock\" or a URL"},
      {"https://openrouter.ai/api/v1", "https://user:pass@openrouter.ai", "5:17 #/target/base_url",
       "without user"},
      {"https://openrouter.ai/api/v1", "https://openrouter.ai/?a=b", "5:17 #/target/base_url",
       "query"},
      {"https://openrouter.ai/api/v1", "moc", "5:17 #/target/base_url", "must be \"mock\""},
      {"SOME_KEY", "sk-or-v1-123", "5:64 #/target/api_key_env", "not the key itself"},
      {R"("X-Title":)", R"("Authorization":)", "6:35 #/target/headers/Authorization",
       "a key never stands in a file"},
      {R"("X-Title":)", R"("x-api-key":)", "6:31 #/target/headers/x-api-key", "a key never"},
      {R"("X-Title":)", R"("X Title":)", "6:29 #/target/headers/X Title", "not a header name"},
      {R"("bench")", R"("a\r\nX-Key: b")", "6:29 #/target/headers/X-Title", "line breaks"},
      {R"("X-Extra":)", R"("X:Extra":)", "22:31 #/workloads/0/headers/X:Extra", "header name"},
      {R"("request.model":)", R"("request..model":)", "19:37 #/workloads/0/matrix/request..model",
       "a path from the workload"},
      {R"(["x", "y"])", "[]", "19:36 #/workloads/0/matrix/request.model", "at least one value"},
      {R"({ "threshold": "ttft.p95 < 1s" })", "{}", "27:15 #/checks/0", "checks nothing"},
      // Variables and data sets.
      {R"(["SOME_VARIABLE"])", R"(["A-B"])", "15:39 #/env/0", "names of environment variables"},
      {R"(["SOME_VARIABLE"])", R"(["SOME_KEY"])", "15:39 #/env/0", "sent as a key and nowhere"},
      {R"("prompts": {)", R"("a.b": {)", "15:74 #/data/a.b", "the name of a data set"},
      {R"("file": "p.csv", )", "", "15:78 #/data/prompts/file", "\"file\" is missing"},
      {R"("order": "shuffle")", R"("order": "suffle")", "15:106 #/data/prompts/order",
       "did you mean \"shuffle\""},
      {R"("salt": false)", R"("salt": 0)", "17:63 #/workloads/0/salt", "true or false"},
      {R"("bench")", R"("${env.OTHER}")", "6:16 #/target/headers", "OTHER is not allowed"},
      // What stands twice.
      {R"("name": "two")", R"("name": "one")", "25:15 #/workloads/1/name",
       "two workloads are named \"one\""},
  };
  return kMutants;
}

}  // namespace orbench::scenario
