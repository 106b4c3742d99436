#pragma once

#include <vector>

#include "results/routing_view.h"
#include "results/run_result.h"

namespace orbench::results {

/// Holds the measured ttft and output_tps of each provider against `latency_last_30m` and
/// `throughput_last_30m`. Of several cells the one with most of the provider's requests speaks.
/// It agrees when the interval and the published range overlap, and differs when they do not; it
/// cannot be told without an interval, with one wider than a factor of two, or where the provider
/// has several endpoints of the model.
/// Threads: pure function.
[[nodiscard]] std::vector<PublishedFigure> compare_with_published(const RunResult& result);

}  // namespace orbench::results
