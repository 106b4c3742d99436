#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/calibration/judgement.h"
#include "harness/core/clock.h"
#include "harness/core/outcome.h"
#include "harness/metrics/sample.h"
#include "harness/run/engine.h"
#include "mock/server/server.h"

namespace orbench::cli {

class Interrupts;

/// A load of constant arrivals against a mock of its own, which runs on another thread of this
/// process: client and server share the machine, and its clock.
struct Exercise {
  double rate_rps = 100;
  double window_s = 1;
  double warmup_s = 0;
  bool stream = false;
  std::string stamps = "auto";
  std::optional<std::int64_t> max_in_flight;
  double ttft_median_ms = 0;  ///< lognormal, sigma 0.25, when above 0
  double gap_ms = 0;          ///< between the tokens of a stream
  struct Stall {
    double after_s = 0;  ///< into the window
    double length_s = 0;
  };
  std::optional<Stall> stall;
};

/// What is kept of a request.
struct Observed {
  std::string generation_id;
  metrics::Instants at;
  metrics::Phase phase = metrics::Phase::kMeasured;
  core::Outcome outcome = core::Outcome::kNotSent;
};

struct Exercised {
  run::EngineResult engine;
  std::vector<Observed> requests;
  std::unique_ptr<mock::Server> server;  ///< still running, with its ground truth

  [[nodiscard]] RequestCounts counts() const;
};

/// Errors: kCancelled when the user interrupts; kUnsupported for kernel stamps where there are
/// none; as run_engine and mock::Server::create.
[[nodiscard]] core::Result<Exercised> run_exercise(const Exercise& exercise,
                                                   const core::Clock& clock,
                                                   const Interrupts& interrupts);

}  // namespace orbench::cli
