#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/units.h"
#include "harness/metrics/histogram.h"
#include "harness/metrics/sample.h"

namespace orbench::run {

/// Where a run stands, for people. Counts are of the whole run so far, warm-up included.
struct Progress {
  core::Duration elapsed{0};
  std::int64_t offered = 0;
  std::int64_t ended = 0;   ///< requests that were sent and are over
  std::int64_t ok = 0;      ///< subset of ended
  std::int64_t errors = 0;  ///< subset of ended: neither ok nor cancelled
  std::int64_t in_flight = 0;
  std::int64_t queued = 0;  ///< waiting for the in-flight cap
  core::Usd spent;
  std::string searches;  ///< where those that are under way are; empty without any
  metrics::Histogram ttft{metrics::HistogramRange{1, 3600000000, 2}};  ///< µs

  /// A request that was sent is over.
  void count_ended(const metrics::Sample& sample);
  void add_search(std::string_view standing);
  void merge(const Progress& other);
};

}  // namespace orbench::run
