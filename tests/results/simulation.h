#pragma once

#include <cmath>
#include <cstdlib>
#include <vector>

#include "harness/core/rng.h"
#include "harness/metrics/cell_record.h"

namespace orbench::results {

/// Simulations are wanted in their full size: a release build takes seconds for each.
[[nodiscard]] inline bool in_full() { return std::getenv("ORBENCH_FULL_SIMULATIONS") != nullptr; }

/// Why a test is skipped that vouches for nothing in a small size.
inline constexpr const char* kOnlyInFull =
    "a simulation of a thousand runs: set ORBENCH_FULL_SIMULATIONS";

/// How often a simulation is repeated: a few times while developing, or in full.
[[nodiscard]] inline int repetitions(int quick, int full) { return in_full() ? full : quick; }

/// Latencies as statistics.md section 5 has them: lognormal with `sigma` inside a block; `tau` is
/// the weather of a block that its cells share, `tau_cell` the part of it private to each.
struct SimulatedService {
  double sigma = 0.45;
  double tau = 0.05;
  double tau_cell = 0.02;
  int blocks = 20;
  int per_block = 50;
  double error_rate = 0;
};

/// One cell for each factor by which its latencies are longer. Deterministic in the rng.
[[nodiscard]] inline std::vector<metrics::CellRecord> simulated_cells(
    const SimulatedService& service, const std::vector<double>& factors, core::Rng& rng) {
  constexpr double kMedianMs = 100;
  std::vector<metrics::CellRecord> cells(factors.size());
  for (metrics::CellRecord& cell : cells) {
    cell.blocks.resize(static_cast<std::size_t>(service.blocks));
  }
  for (std::size_t block = 0; block < static_cast<std::size_t>(service.blocks); ++block) {
    const double weather = service.tau * rng.normal();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      metrics::BlockRecord& record = cells[i].blocks[block];
      const double median =
          kMedianMs * factors[i] * std::exp(weather + service.tau_cell * rng.normal());
      for (int k = 0; k < service.per_block; ++k) {
        if (service.error_rate > 0 && rng.uniform() < service.error_rate) {
          ++record.counters.outcomes[static_cast<std::size_t>(core::Outcome::kHttpError)];
          continue;
        }
        ++record.counters.outcomes[static_cast<std::size_t>(core::Outcome::kOk)];
        record.ok.record(metrics::MetricId::ttft, median * std::exp(service.sigma * rng.normal()));
      }
    }
  }
  return cells;
}

}  // namespace orbench::results
