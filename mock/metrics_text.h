#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mock/state/state.h"

namespace orbench::mock {

/// What goes on at this moment.
struct Gauges {
  std::uint64_t in_flight = 0;     ///< requests whose answer is not over
  std::uint64_t open_streams = 0;  ///< those of them that are sent in pieces
};

/// The counts of a service in the text format of Prometheus, version 0.0.4: requests by endpoint,
/// status and provider, tokens by provider, money, refusals by limit.
[[nodiscard]] std::string metrics_text(const State& state, const Gauges& gauges);

/// A label's value as that format writes it.
[[nodiscard]] std::string escaped_label(std::string_view value);

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace orbench::mock
