#pragma once

#include <cstdint>
#include <span>

#include "harness/core/result.h"
#include "results/compare/comparison.h"
#include "results/compare/terms.h"
#include "results/sample_log.h"

namespace orbench::results {

/// One run with its samples. Borrows both.
struct RequestSide {
  std::span<const CellIdentity> cells;
  const SampleSource& samples;
};

/// Judges two runs of one seed against the mock request by request. What the mock draws for a
/// request follows from seed and number, so in d = ln(candidate / base) of the same request the
/// scripted delays cancel and only the machines' and the clients' own part is left; block means of
/// d are tested as those of interleaved cells are. The mock's generation ids tell which requests
/// are the same. Figures are the geometric means of the metrics that `terms` names. A comparison
/// without pairs means that too few requests could be matched. Errors: those of reading the
/// samples. Source: statistics.md section 5.6.
[[nodiscard]] core::Result<Comparison> compare_requests(const RequestSide& base,
                                                        const RequestSide& candidate,
                                                        const ComparisonTerms& terms,
                                                        std::uint64_t seed);

}  // namespace orbench::results
