#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the API's own tables said around a run, as plain data: discovery.json of a run folder.
namespace orbench::results {

inline constexpr std::string_view kDiscoverySchema = "orbench.discovery/1";

/// p50, p75, p90 and p99 of one figure.
using Percentiles = std::array<double, 4>;

/// One endpoint: a model at a provider, in one region or variant, quantization and tier.
/// Source: the API reference, section 3.
struct EndpointRow {
  std::string model;                     ///< the id it was asked for by
  std::string provider;                  ///< display name, as replies show it
  std::string tag;                       ///< as requests name it: `slug` or `slug/variant`
  std::string quantization;              ///< empty: the API does not say
  std::map<std::string, double> prices;  ///< USD per token, or per unit: `prompt`, `request`, …
  std::optional<std::int64_t> context_length;
  std::optional<std::int64_t> max_completion_tokens;
  std::vector<std::string> supported_parameters;
  std::int64_t status = 0;                ///< 0 is normal; below, deranked
  std::optional<double> uptime;           ///< per cent of the last 30 minutes
  std::optional<Percentiles> latency_ms;  ///< time to first token, last 30 minutes, ascending
  std::optional<Percentiles> throughput;  ///< tokens a second, last 30 minutes, descending
  std::optional<bool> zdr;                ///< listed as keeping nothing; empty: no list was had
};

/// A model that a run asks for.
struct ModelRow {
  std::string id;
  std::string canonical_slug;       ///< the dated name, as replies may show it
  std::optional<bool> distillable;  ///< listed as allowing it; empty: no list was had
};

/// Every endpoint of the run's models at one instant.
struct Snapshot {
  double at_s = 0;  ///< from the run epoch; below 0: before it
  std::vector<ModelRow> models;
  std::vector<EndpointRow> endpoints;
  std::vector<std::string> missing;  ///< tables that could not be had, and why
};

/// The endpoint tags that one step of the router removed.
struct Removal {
  std::string step;
  std::vector<std::string> tags;
};

/// What the router said of a request that nobody could serve: the hard filters, at no cost.
struct Probe {
  std::int64_t cell = 0;   ///< whose request it was
  std::string preference;  ///< the one that was left in it
  int status = 0;
  std::string failed_step;
  std::vector<Removal> removed;
  std::string message;
};

/// What `GET /generation` said of one request.
struct Generation {
  std::string sample;  ///< its id in the run
  std::string id;
  std::string provider;
  std::string model;
  std::string tier;
  std::optional<double> latency_ms;     ///< to the first response
  std::optional<double> generation_ms;  ///< of the generation
  std::optional<double> prompt_tokens;  ///< billed: the provider's own count
  std::optional<double> output_tokens;
  std::optional<double> cost_usd;
  std::vector<std::string> attempts;  ///< providers, in the order they were tried
};

struct ProviderRow {
  std::string name;
  std::string slug;
};

struct Discovery {
  std::vector<ProviderRow> providers;
  std::vector<Snapshot> snapshots;  ///< in the order they were taken; the first before the load
  std::vector<Probe> probes;
  std::vector<Generation> generations;
  std::vector<std::string> missing_generations;  ///< sample ids that the API never knew
};

}  // namespace orbench::results
