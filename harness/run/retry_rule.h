#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/core/units.h"
#include "harness/metrics/sample.h"
#include "harness/run/due.h"
#include "harness/scenario/load_settings.h"

namespace orbench::run {

/// The wait that a Retry-After header asks for: seconds, or a date after `now`. Empty when there is
/// none or it cannot be read.
/// Units:  `now` in seconds of wall time.
/// Source: RFC 9110, section 10.2.3.
[[nodiscard]] std::optional<core::Duration> parse_retry_after(std::string_view header, double now);

/// How long to wait before the next attempt at a request that ended like this; empty when there
/// shall be none: retries are off, this was the last attempt, its end is not worth another one, or
/// the server asks for more patience than max_backoff. `chance` is uniform in [0, 1).
[[nodiscard]] std::optional<core::Duration> pause_before_retry(
    const scenario::Retries& retries, const metrics::Sample& sample,
    std::optional<core::Duration> retry_after, double chance);

/// The chance that is a request's own: the same seed gives the same back-offs.
[[nodiscard]] double retry_chance(std::uint64_t seed, std::string_view workload, const Due& due);

}  // namespace orbench::run
