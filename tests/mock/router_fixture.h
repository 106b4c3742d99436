#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock/router/route.h"
#include "tests/mock/mock_fixture.h"

namespace orbench::mock {

/// Three plain endpoints of `a/m` that differ in everything a request may prefer, with two tiers;
/// a second model, a free one, and one whose cheapest endpoint is down.
inline const Config& router_config() {
  static const Config config = config_from(R"({
    "providers": [{"name": "Cheap", "slug": "cheap"}, {"name": "Quick", "slug": "quick"},
                  {"name": "Mid", "slug": "mid"}, {"name": "Other", "slug": "other"}],
    "models": [{"id": "a/m", "created": 10}, {"id": "a/n", "created": 20}, {"id": "a/m:free"},
               {"id": "b/shaky"}, {"id": "b/lonely"}, {"id": "b/own"}],
    "endpoints": [
      {"model": "a/m", "provider": "quick", "quantization": "bf16", "context_length": 1000,
       "ttft": {"fixed_ms": 10}, "gap": {"fixed_ms": 2},
       "pricing": {"prompt": "0.000003", "completion": "0.000003"},
       "supported_parameters": ["temperature", "tools", "response_format", "structured_outputs"],
       "terms": {"zdr": true, "distillable": false, "tool_quality": 0.9}},
      {"model": "a/m", "provider": "cheap", "quantization": "mxfp8", "max_completion_tokens": 100,
       "ttft": {"median_ms": 90, "sigma": 0.5}, "gap": {"fixed_ms": 10},
       "pricing": {"prompt": "0.000001", "completion": "0.000001", "request": "0.01"},
       "supported_parameters": ["temperature"],
       "terms": {"collects_data": true, "distillable": false, "images": false}},
      {"model": "a/m", "provider": "mid", "tag": "mid/eu", "quantization": "int8",
       "ttft": {"fixed_ms": 50}, "gap": {"median_ms": 1, "sigma": 1.5},
       "pricing": {"prompt": "0.000002", "completion": "0.000002"},
       "supported_parameters": ["temperature", "tools", "verbosity"],
       "terms": {"tool_quality": 0.4}},
      {"model": "a/m", "provider": "quick", "tag": "quick/priority", "quantization": "bf16",
       "ttft": {"fixed_ms": 5}, "gap": {"fixed_ms": 0.5},
       "pricing": {"prompt": "0.000009", "completion": "0.000009"},
       "supported_parameters": ["temperature"], "terms": {"zdr": true, "distillable": false}},
      {"model": "a/m", "provider": "cheap", "tag": "cheap/flex", "quantization": "fp16",
       "ttft": {"fixed_ms": 500}, "gap": {"fixed_ms": 50},
       "pricing": {"prompt": "0.0000005", "completion": "0.0000005"},
       "supported_parameters": ["temperature"], "terms": {"distillable": false}},
      {"model": "a/n", "provider": "other", "quantization": "fp4",
       "ttft": {"fixed_ms": 20}, "gap": {"fixed_ms": 3},
       "pricing": {"prompt": "0.0000015", "completion": "0.0000015"},
       "supported_parameters": ["temperature"]},
      {"model": "a/m:free", "provider": "cheap", "ttft": {"fixed_ms": 90}, "gap": {"fixed_ms": 9},
       "pricing": {"prompt": "0", "completion": "0"}},
      {"model": "b/shaky", "provider": "cheap", "uptime_percent": 50,
       "ttft": {"fixed_ms": 90}, "gap": {"fixed_ms": 9},
       "pricing": {"prompt": "0.000001", "completion": "0.000001"}},
      {"model": "b/shaky", "provider": "mid", "uptime_percent": 85,
       "ttft": {"fixed_ms": 90}, "gap": {"fixed_ms": 9},
       "pricing": {"prompt": "0.000002", "completion": "0.000002"}},
      {"model": "b/own", "provider": "quick", "ttft": {"fixed_ms": 1}, "gap": {"fixed_ms": 1},
       "pricing": {"prompt": "0.000001", "completion": "0.000001"}},
      {"model": "b/own", "provider": "other", "ttft": {"fixed_ms": 9}, "gap": {"fixed_ms": 9},
       "pricing": {"prompt": "0.000009", "completion": "0.000009"}, "terms": {"byok": true}}]})");
  return config;
}

using Change = void (*)(RouteRequest&);

/// Sorted by price unless the change says otherwise, so that chance decides nothing.
inline RouteRequest asking(Change change) {
  RouteRequest request;
  request.model = "a/m";
  request.sort = Sort::kPrice;
  change(request);
  return request;
}

inline Route routed(const RouteRequest& request, std::uint64_t sequence = 0,
                    BrokenRules broken = {}) {
  return route(request,
               {router_config().catalog, 1, sequence, configured_standing, std::move(broken)});
}

inline std::vector<std::string> tags_of(const Route& route) {
  std::vector<std::string> names;
  for (const Endpoint* endpoint : route.attempts) names.push_back(endpoint->tag);
  return names;
}

/// One row of a table about routes.
struct RouteRow {
  const char* sentence;  ///< begins with the number of the row, or section, of the reference
  Change change;
  std::vector<std::string> expected;  ///< tags, in the order they are tried
  std::string_view failed_step;       ///< when nothing is expected
};

inline void expect_rows(const std::vector<RouteRow>& rows) {
  for (const RouteRow& row : rows) {
    const Route decided = routed(asking(row.change));
    EXPECT_EQ(tags_of(decided), row.expected) << row.sentence;
    EXPECT_EQ(decided.failed_step, row.failed_step) << row.sentence;
    EXPECT_EQ(decided.reasons.size(), decided.attempts.size()) << row.sentence;
  }
}

}  // namespace orbench::mock
