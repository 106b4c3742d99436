#include <fmt/format.h>

#include "reporters/comparison_table.h"
#include "reporters/text/sections.h"

namespace orbench::reporters::text {

void write_comparisons(const ReportInput& input, Page& page) {
  for (const results::Comparison& comparison : input.result.comparisons) {
    if (comparison.pairs.empty()) continue;
    page.title(fmt::format("Comparison: {}", comparison.pairs.front().workload));
    write_comparison(comparison, page);
  }
}

}  // namespace orbench::reporters::text
