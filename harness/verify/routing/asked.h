#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"

namespace orbench::verify::routing {

enum class SortKey : std::uint8_t { kNone, kPrice, kThroughput, kLatency, kExacto };
[[nodiscard]] std::string_view to_string(SortKey key);

/// Bounds on p50, p75, p90 and p99; empty where none was given.
using Cutoffs = std::array<std::optional<double>, 4>;
[[nodiscard]] bool any(const Cutoffs& cutoffs);

/// What a request says about where it may go. Lists are as sent; an empty one counts as not given.
/// Source: the API reference, sections 2.1, 2.4 and 2.5.
struct Asked {
  std::vector<std::string> models;  ///< the first and its fallbacks, without routing suffixes
  std::string suffix;               ///< of the first: `nitro`, `floor`, `exacto` or none
  std::vector<std::string> order;
  std::vector<std::string> only;
  std::vector<std::string> ignore;
  std::vector<std::string> quantizations;
  bool allow_fallbacks = true;
  bool require_parameters = false;
  bool deny_collection = false;
  bool zdr = false;
  bool distillable = false;
  SortKey sort = SortKey::kNone;
  bool pooled = false;                      ///< partition `none`
  std::map<std::string, double> max_price;  ///< `prompt` and `completion` per million tokens
  Cutoffs max_latency_s;                    ///< seconds, as the API takes them
  Cutoffs min_throughput;                   ///< tokens a second
  std::string service_tier;
  std::string session_id;
  std::vector<std::string> parameters;  ///< sent, as `supported_parameters` calls them
  std::optional<double> max_tokens;

  [[nodiscard]] bool has_cutoffs() const { return any(max_latency_s) || any(min_throughput); }
};

/// Reads the routing part of a request, as run kept it with the cell (RoutingIdentity::asked).
/// Tolerant: what is absent, null or of another type counts as not given.
[[nodiscard]] Asked parse_asked(const core::Json& request);

/// The model's name without `:nitro`, `:floor` or `:exacto`; other variants are other models.
[[nodiscard]] std::string without_suffix(const std::string& model);

}  // namespace orbench::verify::routing
