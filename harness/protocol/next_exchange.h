#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/units.h"

namespace orbench::protocol {

/// What a request still waits for whose work goes on apart from its connection (a video job).
enum class JobPhase : std::uint8_t {
  kQueue,     ///< accepted, nobody works on it yet
  kRender,    ///< in progress
  kDownload,  ///< completed: its result is fetched
};

/// A further exchange of the same request, due after the one that ended. What is asked the protocol
/// knows; when, and for how long, whoever carries the request decides.
struct NextExchange {
  std::optional<JobPhase> phase;  ///< of a job
  bool after_pause = false;       ///< the poll interval comes first
  bool measured = false;          ///< what came before only prepared it: the sample begins with it
};

/// When each state of a job was first seen: as exact as the job is polled often. Unset where it
/// never was.
struct JobInstants {
  core::Stamp accepted;
  core::Stamp started;
  core::Stamp completed;
};

}  // namespace orbench::protocol
