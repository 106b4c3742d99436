#pragma once

#include "harness/search/limit/hunt.h"
#include "results/search_report.h"

namespace orbench::search {

/// Tells what a hunt found: model, figures, claims, headline. `tokens`: of one request, where the
/// limit is told in tokens; 1 elsewhere.
void describe_hunt(const Hunt& hunt, double tokens, results::SearchReport& report);

}  // namespace orbench::search
