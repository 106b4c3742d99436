#pragma once

#include <vector>

#include "harness/core/result.h"
#include "results/discovery.h"
#include "results/routing_view.h"
#include "results/sample_log.h"

namespace orbench::results {

/// One view for each provider, by name; empty without look-ups.
/// Errors: when the samples cannot be read.
[[nodiscard]] core::Result<std::vector<ServerView>> server_views(const Discovery& discovery,
                                                                 const SampleSource& samples);

}  // namespace orbench::results
