#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/json.h"
#include "harness/run/matrix.h"
#include "harness/scenario/scenario.h"
#include "results/run_result.h"

namespace orbench::run {

/// What a scenario's routing checks want of the run besides its load.
struct RoutingWatch {
  bool on = false;                ///< some check asks whether the router kept its word
  bool control = true;            ///< control groups are added
  bool probe = true;              ///< the free probe is sent
  bool stop = false;              ///< the run may end once it is known
  bool audit = false;             ///< requests are looked up under `/generation` afterwards
  std::int64_t audit_most = 200;  ///< how many of them
  core::Duration snapshot_every = std::chrono::minutes{5};  ///< between first and last
};
/// Reads the `routing` checks as written; their reader in verify reports what is wrong with them.
[[nodiscard]] RoutingWatch routing_watch(const scenario::Scenario& scenario);

/// The members of a request that routing follows from, and the names of the parameters it sends
/// (`parameters`): what checks need, without the prompt.
/// Source: the API reference, sections 2.1 and 3 (the vocabulary of parameters).
[[nodiscard]] core::Json routing_part(const core::Json& request);

/// The same request without any preference: the control. Prompt and parameters stay.
[[nodiscard]] core::Json without_preference(const core::Json& request);

/// True when the request says anything about where it may go.
[[nodiscard]] bool has_preference(const core::Json& request);

/// Adds the control of each request that has a preference: one for all that are alike without it,
/// none where a cell of the workload is that request already. A cell with a control is dealt twice
/// in each round and the control once, so every round is a group to compare in.
/// Returns the routing identity of each combination, old and new; empty ones when nothing is
/// checked.
[[nodiscard]] std::vector<std::optional<results::RoutingIdentity>> add_controls(
    const RoutingWatch& watch, std::uint32_t first_cell, std::vector<Combination>& combinations);

/// Headers that have the router tell of its choice, and that keep cached replies away, where the
/// user did not set them.
void ask_for_metadata(std::vector<core::Header>& headers);

}  // namespace orbench::run
