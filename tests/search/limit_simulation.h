#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "harness/search/search.h"

namespace orbench::search {

/// A limiter as simple as can be, written apart from everything it tests. Time is the server's, in
/// seconds since 1970.
class SimulatedLimit {
 public:
  virtual ~SimulatedLimit() = default;
  /// `weight`: in requests of the usual kind.
  virtual bool ask(double now, double weight) = 0;
  /// After a refusal: when it would have passed.
  [[nodiscard]] virtual double opens_at(double now) const = 0;
  /// What X-RateLimit-Limit says.
  [[nodiscard]] virtual double amount() const = 0;
};
[[nodiscard]] std::unique_ptr<SimulatedLimit> bucket_limit(double rate, double size,
                                                           bool counts_refused = false);
enum class Windows : std::uint8_t {
  kOnGrid,
  kOffGrid,  ///< like on the grid, but a third of a window later
  kFromFirst,
  kSliding,
  kSlidingCountsRefused,
};
[[nodiscard]] std::unique_ptr<SimulatedLimit> window_limit(double amount, double length,
                                                           Windows windows);

/// Both must let a request pass; the one that did not speaks.
[[nodiscard]] std::unique_ptr<SimulatedLimit> nested_limit(std::unique_ptr<SimulatedLimit> inner,
                                                           std::unique_ptr<SimulatedLimit> outer);

/// How the service around the limit behaves.
struct SimulatedService {
  double latency_s = 0.02;   ///< there and back
  double answers_per_s = 0;  ///< no more; 0: as many as are wanted
  double jitter_s = 0.0001;  ///< at most so much earlier or later, each way
  bool reset_header = false;
  bool retry_after = false;
  bool lies = false;  ///< half of the wait is told
  bool date = true;
  double heavier = 4;          ///< tokens of a heavier request, in those of a usual one
  bool counts_tokens = false;  ///< the limit counts tokens
  core::LimitOwner owner = core::LimitOwner::kPlatform;
  std::uint64_t seed = 1;
};

struct Simulated {
  results::SearchReport report;
  std::int64_t refused_after_first = 0;  ///< sent after the first refusal was received
  double seconds = 0;

  [[nodiscard]] double figure(const std::string& name) const;
};

/// What a search did, for a test that fails.
[[nodiscard]] std::string story(const results::SearchReport& report);

/// Plays a search against the service until it ends.
[[nodiscard]] Simulated simulate(Search& search, SimulatedLimit& limit,
                                 const SimulatedService& service);
/// The same for the `load.search` object of a scenario.
[[nodiscard]] Simulated simulate(const std::string& terms, SimulatedLimit& limit,
                                 const SimulatedService& service);

}  // namespace orbench::search
