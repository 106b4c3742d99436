#pragma once

#include <string>
#include <vector>

#include "harness/cli/term_flags.h"
#include "harness/core/result.h"
#include "results/compare/comparison.h"

namespace orbench::cli {

/// Compares the cells inside one stored run that differ in `tag` only: a label, or a tag of samples
/// (results::splitting_tags()), by which the cells are split first.
/// Errors: those of reading; kInvalidArgument for a tag that tells no two cells apart.
[[nodiscard]] core::Result<std::vector<results::Comparison>> compare_inside(const std::string& run,
                                                                            const std::string& tag,
                                                                            const TermFlags& flags);

/// Compares stored runs: a side is a run folder, a folder of runs or a baseline file. Two single
/// runs of one seed against the mock are paired request by request. With `tag` the cells are split
/// by that tag of samples.
[[nodiscard]] core::Result<std::vector<results::Comparison>> compare_sides(
    const std::string& base, const std::string& candidate, const std::string& tag,
    const TermFlags& flags);

}  // namespace orbench::cli
