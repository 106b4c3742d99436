#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/metrics/distribution.h"

namespace orbench::results {

/// What `orbench calibrate` found on the machine of the run, as far as it bears on the run's
/// stamps.
struct ClientCalibration {
  std::string date;     ///< ISO 8601 UTC
  std::string version;  ///< of the orbench that calibrated
  bool quick = false;   ///< by `--quick`: the way was tried, the figures are coarse
  double send_lag_p99_us = 0;
  double rate_error = 0;  ///< share of the planned arrivals: -0.01 is one in a hundred too few
  std::optional<double> stamp_error_p99_us;  ///< of the stamp kind used
  std::optional<double> percentile_error;    ///< the largest of the ttft quantiles, a share
};

/// The client's own part in the figures (metrics.md section 4).
struct ClientReport {
  std::string stamps = "callback";           ///< kernel | callback | unknown (rebuilt)
  std::optional<double> kernel_stamp_share;  ///< of all reads; empty where the kernel stamped none
  int workers = 1;
  metrics::Distribution send_lag;  ///< ms, every dispatched request
  metrics::Distribution loop_lag;  ///< ms, every timed wake-up
  /// ms that bytes had waited when they were read, every read; waits of a millisecond or less are
  /// none. Empty for a run that was rebuilt.
  std::optional<metrics::Distribution> read_lag;
  std::vector<double> cpu_share;  ///< per worker, 0-1
  std::int64_t dropped = 0;       ///< arrivals refused by the in-flight cap
  std::int64_t planned = 0;       ///< arrivals drawn in the window
  std::int64_t late = 0;          ///< dispatched more than 5 ms after they were admitted
  std::int64_t missed = 0;        ///< subset of planned: dispatched after the window had closed
  bool client_limited = false;
  std::vector<std::string> reasons;              ///< why it is client-limited
  std::optional<ClientCalibration> calibration;  ///< empty: this machine was not calibrated
};

}  // namespace orbench::results
