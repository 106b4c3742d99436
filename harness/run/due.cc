#include "harness/run/due.h"

namespace orbench::run {

void describe_due(const Due& due, metrics::Sample& sample) {
  sample.seq = due.seq;
  sample.turn = due.turn;
  sample.cell = due.deal.cell;
  sample.block = due.deal.block;
  sample.attempt = due.attempt;
  sample.phase = due.arrival.warmup ? metrics::Phase::kWarmup : metrics::Phase::kMeasured;
  sample.at.intended = core::Stamp(due.intended);
}

}  // namespace orbench::run
