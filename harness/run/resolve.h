#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/core/clock.h"
#include "harness/core/result.h"
#include "harness/transport/transport.h"

namespace orbench::run {

/// What one look-up of the target's host gave.
struct ResolvedHost {
  transport::KnownHost host;
  core::Duration took{0};
};

/// `openrouter.ai: 2 addresses in 12.3 ms`, for the environment block: the run's one look-up.
[[nodiscard]] std::string describe(const ResolvedHost& resolved);

/// How long to wait for it.
struct ResolvePatience {
  core::Duration patience = std::chrono::seconds{10};
  std::function<bool()> give_up;  ///< asked a few times a second: the user wants out
};

/// Looks the host of `base_url` up, once for the whole run: libcurl would do it anew for each of
/// its caches, on a thread for each starting transfer, and the first samples would pay for it.
/// Empty when the host is an address already.
/// Errors: kNetwork when there is no such name, or no answer in time; kCancelled when give_up said
/// so. A look-up that is given up ends on a thread of its own, whenever the system lets it.
[[nodiscard]] core::Result<std::optional<ResolvedHost>> resolve_host(
    const std::string& base_url, const ResolvePatience& patience, const core::Clock& clock);

}  // namespace orbench::run
