#pragma once

#include "harness/metrics/sample.h"
#include "results/codec.h"
#include "results/sample_log.h"

namespace orbench::results {

/// A run in which every field that summary.json stores holds something other than its default.
[[nodiscard]] StoredRun full_run();

/// The same of a search.
[[nodiscard]] SearchReport full_search();

/// A sample in which every field of a line of samples.jsonl holds something.
[[nodiscard]] metrics::Sample full_sample();

/// The header that full_sample() refers to.
[[nodiscard]] SampleLogHeader full_header();

/// Any sample at all, fields set or not, hostile text included; of cells 0 and 1.
[[nodiscard]] metrics::Sample any_sample(std::uint64_t seed);

}  // namespace orbench::results
