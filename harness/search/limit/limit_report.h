#pragma once

#include "harness/search/limit/hunt.h"
#include "results/search_report.h"

namespace orbench::search {

/// Tells what a hunt found: model, figures, claims, headline.
void describe_hunt(const Hunt& hunt, results::SearchReport& report);

}  // namespace orbench::search
