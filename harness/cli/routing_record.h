#pragma once

#include <functional>
#include <memory>
#include <string>

#include "harness/run/api_client.h"
#include "harness/run/audit.h"
#include "harness/run/discovery.h"
#include "harness/run/routing_cells.h"
#include "harness/run/snapshot_keeper.h"
#include "results/discovery.h"
#include "results/sample_log.h"

namespace orbench::cli {

/// What a run with routing checks keeps besides its samples: endpoint tables before, during and
/// after the load, the free probes, and what `/generation` says of its requests.
/// Nothing here ends a run: what cannot be had is missing from the record, and the checks say so.
class RoutingRecord {
 public:
  struct Parts {
    const run::RunPlan& plan;
    const run::RunTarget& target;
    const core::Clock& clock;
    std::function<bool()> give_up;
  };
  RoutingRecord(const run::RoutingWatch& watch, Parts parts)
      : watch_(watch), parts_(std::move(parts)) {}

  /// Providers, first snapshot, probes. Before the load.
  void before();
  /// The load begins; `epoch_wall` is the wall time of the run epoch.
  void during(double epoch_wall);
  /// Last snapshot and look-ups. After the load.
  void after(const results::SampleSource& samples);
  [[nodiscard]] const results::Discovery& discovery() const { return discovery_; }

 private:
  [[nodiscard]] std::unique_ptr<run::ApiClient> client() const;
  void look_up(run::ApiClient& client, const results::SampleSource& samples);

  run::RoutingWatch watch_;
  Parts parts_;
  double epoch_wall_ = 0;
  double before_wall_ = 0;
  run::SnapshotKeeper keeper_;
  results::Discovery discovery_;
};

}  // namespace orbench::cli
