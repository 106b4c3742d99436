#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/core/units.h"
#include "harness/load/arrival.h"
#include "harness/load/session.h"
#include "harness/metrics/sample.h"

namespace orbench::run {

/// Where an arrival goes.
struct Deal {
  std::uint32_t workload = 0;  ///< index into RunPlan::workloads
  std::uint32_t cell = 0;      ///< index into RunPlan::cells
  std::int32_t block = 0;      ///< -1 in warm-up
  std::uint64_t seq = 0;       ///< the workload's own arrival number in this phase
  std::uint64_t round = 0;     ///< turns of the workload's cells so far
};

/// A conversation that is under way: its clockwork, and what was said since the first turn.
struct Conversation {
  load::Session session;
  std::string history;  ///< JSON, as protocol::append_history() takes it
};

/// One request that is due: an arrival's first, or one that follows from it. What follows shares
/// the arrival's cell, block and phase. Times count from the run epoch.
struct Due {
  load::Arrival arrival;
  Deal deal;
  std::uint64_t seq = 0;            ///< of the request; attempts share it
  core::Duration intended{0};       ///< of this request
  core::Duration call_intended{0};  ///< of the first attempt at it
  std::uint32_t attempt = 1;
  std::uint32_t turn = 0;                      ///< of the conversation, from 1; 0 without one
  std::unique_ptr<Conversation> conversation;  ///< null without one

  [[nodiscard]] bool follows() const { return attempt > 1 || turn > 1; }
};

/// Writes into a sample what is known of its request before it starts.
void describe_due(const Due& due, metrics::Sample& sample);

}  // namespace orbench::run
