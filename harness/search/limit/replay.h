#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/search/limit/hunt.h"

namespace orbench::search {

/// A way to count, and how often the log contradicts it.
struct ModelFit {
  std::string name;
  std::int64_t contradictions = 0;
  bool counts_refused = false;
};

/// Replays the log through every model that has its figures: a bucket where one was found; a fixed
/// window on its grid, one that begins with the first request, a sliding one, where a window was.
/// Each also as one that counts refused requests. A request within the jitter of the model's
/// decision contradicts nothing.
/// Order: as found first, then the others.
[[nodiscard]] std::vector<ModelFit> replay_models(const Hunt& hunt);

}  // namespace orbench::search
