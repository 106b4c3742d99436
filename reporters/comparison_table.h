#pragma once

#include "reporters/page.h"
#include "results/compare/comparison.h"

namespace orbench::reporters {

/// How one comparison reads for people: a table of its pairs, each judged figure with effect,
/// interval and verdict, and one line for those that nobody judges; then what its words mean, once.
/// Fits 80 columns.
void write_comparison(const results::Comparison& comparison, Page& page);

}  // namespace orbench::reporters
