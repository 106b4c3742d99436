#pragma once

#include "harness/metrics/sample.h"
#include "results/run_result.h"
#include "results/sample_log.h"

namespace orbench::results {

/// The identity of a cell, every field of which holds something.
[[nodiscard]] CellIdentity full_identity();

/// A sample in which every field of a line of samples.jsonl holds something.
[[nodiscard]] metrics::Sample full_sample();

/// The header that full_sample() refers to.
[[nodiscard]] SampleLogHeader full_header();

/// Any sample at all, fields set or not, hostile text included; of cells 0 and 1.
[[nodiscard]] metrics::Sample any_sample(std::uint64_t seed);

}  // namespace orbench::results
