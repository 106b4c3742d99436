#include "tests/results/full_run.h"

namespace orbench::results {

SearchReport full_search() {
  SearchReport out;
  out.kind = "rate_limit";
  out.workload = "chat";
  out.status = SearchStatus::kFound;
  out.headline = "20 requests a second, bursts of 40";
  out.model = "bucket";
  out.counts = "requests";
  out.owner = "platform";
  out.figures = {{"rate", "rps", 20.1, 19.9, 20.3}, {"burst", "requests", 40, {}, {}}};
  out.claims = {{"Retry-After", "1 s", "0.05 s", false}, {"X-RateLimit-Limit", "20", "", {}}};
  out.steps = {{"ramp", 32, 0, 10.5, 121, 3, "refused"}};
  out.notes = {"Jitter is 3 ms."};
  out.requests = 500;
  out.refused = 12;
  out.failed = 1;
  out.cost = core::Usd::from_dollars(0.25);
  out.seconds = 41.5;
  return out;
}

}  // namespace orbench::results
