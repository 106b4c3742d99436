#pragma once

#include <cstdint>

#include "results/calibration.h"

/// What the parts of a calibration are worth. A figure is *good* within its bound and *noisy*
/// beyond it, which a busy machine explains; *broken* is what no machine explains, and what fails
/// the self-check: requests that do not add up, stamps of another clock, a stall that does not
/// show.
namespace orbench::cli {

/// The requests of one part, as counted by the client and by the server.
struct RequestCounts {
  std::int64_t planned = 0;   ///< arrivals drawn in the window
  std::int64_t recorded = 0;  ///< samples of the window
  std::int64_t failed = 0;    ///< samples, warm-up included, that are not ok
  std::int64_t sent = 0;      ///< samples, warm-up included, that were sent
  std::int64_t served = 0;    ///< requests that the server read whole
};
[[nodiscard]] results::PartEnd judge_counts(const RequestCounts& counts);

[[nodiscard]] results::PartEnd judge_pacing(const results::PacingError& pacing);
[[nodiscard]] results::PartEnd judge_stamps(const results::StampError& error);
/// `client_limited`: a machine that cannot keep up cannot tell, so a miss is noisy, never broken.
[[nodiscard]] results::PartEnd judge_stall(const results::StallTest& stall, bool client_limited);

/// The worse of two, with its note.
[[nodiscard]] results::PartEnd worse(results::PartEnd a, results::PartEnd b);

}  // namespace orbench::cli
