#include "results/run_result.h"

namespace orbench::results {

Totals totals(const RunResult& result) {
  Totals sum;
  for (const CellResult& cell : result.cells) {
    sum.counters.merge(cell.counters);
    sum.warmup.merge(cell.warmup);
    sum.requests_per_s += cell.figures.requests_per_s;
    sum.good_per_s += cell.figures.good_per_s;
    sum.output_tokens_per_s += cell.figures.output_tokens_per_s;
  }
  return sum;
}

}  // namespace orbench::results
