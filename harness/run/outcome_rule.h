#pragma once

#include <cstdint>

#include "harness/core/outcome.h"
#include "harness/protocol/endpoint.h"
#include "harness/transport/transport.h"

namespace orbench::run {

/// Why the client itself ended a request early.
enum class Cut : std::uint8_t {
  kNone,
  kCancelled,      ///< the run ends
  kPlannedCancel,  ///< on purpose, as the scenario asked
  kConnectTimeout,
  kFirstTokenTimeout,
  kIdleTimeout,
  kTotalTimeout,
  kLingering,  ///< the terminator was read and the server kept the connection open: not a fault
};

/// The one outcome of a request that was sent, decided in the order of metrics.md section 3.
/// `terminated`: the reply's terminator was read, so what the connection did afterwards is no
/// longer part of the reply.
[[nodiscard]] core::Outcome decide_outcome(Cut cut, transport::TransferEnd end,
                                           protocol::BodyVerdict verdict, bool terminated);

}  // namespace orbench::run
