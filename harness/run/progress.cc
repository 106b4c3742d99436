#include "harness/run/progress.h"

#include <algorithm>

namespace orbench::run {

void Progress::count_ended(const metrics::Sample& sample) {
  --in_flight;
  ++ended;
  if (sample.outcome == core::Outcome::kOk) {
    ++ok;
    const core::Stamp first = sample.at.first_token();
    if (first.is_set() && sample.stream) {
      ttft.record((first.since_epoch() - sample.at.sent.since_epoch()) /
                  std::chrono::microseconds{1});
    }
  } else if (sample.outcome != core::Outcome::kCancelled) {
    ++errors;
  }
  spent += sample.usage.cost.value_or(core::Usd{});
}

void Progress::add_search(std::string_view standing) {
  if (!searches.empty() && !standing.empty()) searches += " | ";
  searches += standing;
}

void Progress::merge(const Progress& other) {
  elapsed = std::max(elapsed, other.elapsed);
  offered += other.offered;
  ended += other.ended;
  ok += other.ok;
  errors += other.errors;
  in_flight += other.in_flight;
  queued += other.queued;
  spent += other.spent;
  add_search(other.searches);
  ttft.merge(other.ttft);
}

}  // namespace orbench::run
