#include "harness/run/progress.h"

#include <algorithm>

namespace orbench::run {

void Progress::merge(const Progress& other) {
  elapsed = std::max(elapsed, other.elapsed);
  offered += other.offered;
  ended += other.ended;
  ok += other.ok;
  errors += other.errors;
  in_flight += other.in_flight;
  queued += other.queued;
  spent += other.spent;
  ttft.merge(other.ttft);
}

}  // namespace orbench::run
