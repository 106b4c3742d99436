#pragma once

#include <string>
#include <vector>

#include "harness/run/api_client.h"
#include "harness/run/plan.h"
#include "results/discovery.h"

namespace orbench::run {

/// Which tables a run's routing checks are judged by.
struct DiscoveryNeeds {
  std::vector<std::string> models;  ///< every model asked for, without routing suffixes
  bool zdr = false;                 ///< some request asks for endpoints that keep nothing
  bool distillable = false;         ///< some request asks for models that allow distillation
};
[[nodiscard]] DiscoveryNeeds discovery_needs(const RunPlan& plan);

/// Takes the endpoint tables as they stand. What cannot be had is noted in `missing`: a run does
/// not end for want of a table.
[[nodiscard]] results::Snapshot take_snapshot(ApiClient& client, const DiscoveryNeeds& needs);
/// Names and slugs of all providers; empty when they cannot be had.
[[nodiscard]] std::vector<results::ProviderRow> take_providers(ApiClient& client);

/// Asks, for each hard preference of each request, who it removes: the same request with an `order`
/// that names nobody and without fallbacks, which is refused before any inference and costs
/// nothing. At most kMostProbes.
/// Source: the API reference, section 2.7.
[[nodiscard]] std::vector<results::Probe> send_probes(ApiClient& client, const RunPlan& plan,
                                                      const RunTarget& target,
                                                      const results::Snapshot& snapshot);
inline constexpr std::size_t kMostProbes = 64;

}  // namespace orbench::run
