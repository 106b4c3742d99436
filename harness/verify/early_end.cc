#include "harness/verify/early_end.h"

#include <algorithm>
#include <utility>

namespace orbench::verify {

EarlyEnd::EarlyEnd(std::vector<std::unique_ptr<Check>> checks, results::ComparisonWatch comparisons)
    : checks_(std::move(checks)), comparisons_(std::move(comparisons)) {
  std::erase_if(checks_, [](const auto& check) { return !check->may_end_run(); });
}

void EarlyEnd::begin(const results::RunResult& known) {
  for (const auto& check : checks_) check->begin(known);
}

void EarlyEnd::observe(const metrics::Sample& sample) {
  for (const auto& check : checks_) check->observe(sample);
  comparisons_.observe(sample);
}

bool EarlyEnd::decided() {
  const bool compared = comparisons_.decided();
  return compared && std::all_of(checks_.begin(), checks_.end(),
                                 [](const auto& check) { return check->decided(); });
}

}  // namespace orbench::verify
