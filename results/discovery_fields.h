#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/discovery.h"
#include "results/json_in.h"
#include "results/json_out.h"

/// The keys of discovery.json (see metric_fields.h; what they mean is in schema/discovery.v1.json).
namespace orbench::results {

inline constexpr std::array<std::string_view, 4> kPercentileKeys = {"p50", "p75", "p90", "p99"};

template <class Archive>
void fields(Archive& a, Is<Percentiles> auto& percentiles) {
  for (std::size_t i = 0; i < percentiles.size(); ++i) {
    a(kPercentileKeys.at(i), percentiles.at(i));
  }
}

/// A whole number that may be absent.
template <class Archive>
void optional_count(Archive& a, std::string_view key, Is<std::optional<std::int64_t>> auto& value) {
  if constexpr (Archive::kReads) {
    if (a.has(key)) a(key, value.emplace());
  } else {
    if (value) a(key, *value);
  }
}

/// A yes or no that may be absent.
template <class Archive>
void optional_flag(Archive& a, std::string_view key, Is<std::optional<bool>> auto& value) {
  if constexpr (Archive::kReads) {
    if (a.has(key)) a(key, value.emplace());
  } else {
    if (value) a(key, *value);
  }
}

using Prices = std::map<std::string, double>;

template <class Archive>
void fields(Archive& a, Is<Prices> auto& prices) {
  if constexpr (Archive::kReads) {
    for (const std::string& unit : a.keys()) a(unit, prices[unit]);
  } else {
    for (const auto& [unit, price] : prices) a(unit, price);
  }
}

template <class Archive>
void fields(Archive& a, Is<EndpointRow> auto& row) {
  a("model", row.model);
  a("provider", row.provider);
  a("tag", row.tag);
  a("quantization", row.quantization);
  a.object("prices_usd", row.prices);
  optional_count(a, "context_length", row.context_length);
  optional_count(a, "max_completion_tokens", row.max_completion_tokens);
  a("supported_parameters", row.supported_parameters);
  a("status", row.status);
  a("uptime_percent", row.uptime);
  a.object("latency_last_30m_ms", row.latency_ms);
  a.object("throughput_last_30m_tps", row.throughput);
  optional_flag(a, "zdr", row.zdr);
}

template <class Archive>
void fields(Archive& a, Is<ModelRow> auto& model) {
  a("id", model.id);
  a("canonical_slug", model.canonical_slug);
  optional_flag(a, "distillable", model.distillable);
}

template <class Archive>
void fields(Archive& a, Is<Snapshot> auto& snapshot) {
  a("at_s", snapshot.at_s);
  a.list("models", snapshot.models);
  a.list("endpoints", snapshot.endpoints);
  a("missing", snapshot.missing);
}

template <class Archive>
void fields(Archive& a, Is<Removal> auto& removal) {
  a("step", removal.step);
  a("tags", removal.tags);
}

template <class Archive>
void fields(Archive& a, Is<Probe> auto& probe) {
  a("cell", probe.cell);
  a("preference", probe.preference);
  a("status", probe.status);
  a("failed_step", probe.failed_step);
  a.list("removed", probe.removed);
  a("message", probe.message);
}

template <class Archive>
void fields(Archive& a, Is<Generation> auto& generation) {
  a("sample", generation.sample);
  a("id", generation.id);
  a("provider", generation.provider);
  a("model", generation.model);
  a("tier", generation.tier);
  a("latency_ms", generation.latency_ms);
  a("generation_ms", generation.generation_ms);
  a("prompt_tokens", generation.prompt_tokens);
  a("output_tokens", generation.output_tokens);
  a("cost_usd", generation.cost_usd);
  a("attempts", generation.attempts);
}

template <class Archive>
void fields(Archive& a, Is<ProviderRow> auto& provider) {
  a("name", provider.name);
  a("slug", provider.slug);
}

template <class Archive>
void fields(Archive& a, Is<Discovery> auto& discovery) {
  a.derived("schema", std::string(kDiscoverySchema));
  a.list("providers", discovery.providers);
  a.list("snapshots", discovery.snapshots);
  a.list("probes", discovery.probes);
  a.list("generations", discovery.generations);
  a("missing_generations", discovery.missing_generations);
}

}  // namespace orbench::results
