#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/metrics/sample.h"
#include "results/discovery.h"

namespace orbench::verify::routing {

/// What became of a request, as far as routing goes.
enum class Fate : std::uint8_t {
  kServed,   ///< an endpoint answered
  kRefused,  ///< the router found nobody: no provider was reached
  kFailed,   ///< a provider was reached and the client got its error
  kUnknown,  ///< rate-limited, not sent, cut, from the response cache, on an own key, a 5xx that
             ///< does not say who failed
};

/// One request as a routing rule looks at it.
/// Lifetime: borrows the sample.
struct Trial {
  const metrics::Sample* sample = nullptr;
  Fate fate = Fate::kUnknown;
  /// In the order they were made; empty when the wire does not say or none was made.
  std::vector<core::RoutingAttempt> attempts;
  bool attempts_known = false;
  /// The first of them; empty when it cannot be known.
  std::optional<core::RoutingAttempt> first;
  /// Who answered; set when served.
  std::optional<core::RoutingAttempt> served;
  /// Two sources agree on who served: the reply's own fields and the router's metadata.
  bool confirmed = false;
};

/// Reads a sample. The first attempt is `attempts[0]`, else who served when that was attempt 1.
/// Source: the API reference, section 2.8; unknown samples by the design's statistics, 6.1.
/// `looked_up`: what `/generation` said of it afterwards, as a further source; may be null.
[[nodiscard]] Trial trial_of(const metrics::Sample& sample,
                             const results::Generation* looked_up = nullptr);

}  // namespace orbench::verify::routing
