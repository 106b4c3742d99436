#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/units.h"

namespace orbench::load {

/// One request that should start. `intended` counts from the run epoch.
struct Arrival {
  bool warmup = false;
  std::uint64_t seq = 0;  ///< counts from 0 in warm-up and again from 0 in the measured window
  core::Duration intended{0};
  std::uint32_t variant = 0;  ///< of the request, where the process sends several kinds
  friend bool operator==(const Arrival&, const Arrival&) = default;
};
struct Waiting {};  ///< nothing until on_finished() is called (closed loop, all slots busy)
struct Ended {};    ///< there will be no further arrival
using Step = std::variant<Arrival, Waiting, Ended>;

/// Which part of the whole a worker or shard sends: arrivals with seq % count == index.
struct Share {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

/// When to stop, and how the window lies: warm-up first, then `duration` or `requests` of
/// measuring, whichever ends first. REQUIRES: at least one of the two.
struct StopRule {
  core::Duration warmup{0};
  std::optional<core::Duration> duration;
  std::optional<std::uint64_t> requests;  ///< of the measured window, over all shares
};

struct ArrivalContext {
  StopRule stop;
  std::uint64_t seed = 0;
  std::string workload;  ///< keys the random stream
  Share share;
};

/// Says when requests start. Pure: time goes in by on_finished() and comes out as intended starts;
/// there is no clock and no sleeping inside, so every schedule is testable as a table.
/// The i-th open-loop arrival is computed from its index, never by adding up a rounded period, and
/// every share walks the same seeded process, so N workers send the timeline that one would.
/// Threads: one thread per object.
class ArrivalProcess {
 public:
  virtual ~ArrivalProcess() = default;
  [[nodiscard]] virtual Step next() = 0;
  /// A request of this share ended; a closed loop frees its slot. `at` counts from the run epoch.
  virtual void on_finished(core::Duration at) = 0;
  /// True when arrivals do not depend on completions.
  [[nodiscard]] virtual bool open_loop() const = 0;
};

/// What a scenario's `load` object compiles to: a factory, so that each worker makes its share.
class ArrivalPlan {
 public:
  virtual ~ArrivalPlan() = default;
  [[nodiscard]] virtual std::unique_ptr<ArrivalProcess> make(
      const ArrivalContext& context) const = 0;
  [[nodiscard]] virtual bool open_loop() const = 0;
  /// Most shares that can do useful work (a closed loop of 3 slots feeds at most 3 workers).
  [[nodiscard]] virtual std::uint64_t max_shares() const = 0;
  /// Expected arrivals of the measured window; empty when it depends on the target (closed loop by
  /// duration).
  [[nodiscard]] virtual std::optional<double> expected_arrivals(const StopRule& stop) const = 0;
  /// Requests per second asked for over the window; empty for a closed loop.
  [[nodiscard]] virtual std::optional<double> offered_rps(const StopRule& stop) const = 0;
  /// For people: `poisson, 20 rps`, `closed loop, 8 at a time`.
  [[nodiscard]] virtual std::string describe() const = 0;
};

/// Reads the process's own keys of a `load` object whose `arrivals` names it; the caller has
/// allowed the shared keys and calls finish(). Unknown names are reported with a suggestion and
/// give nullptr.
[[nodiscard]] std::unique_ptr<ArrivalPlan> read_arrivals(const std::string& name,
                                                         core::Params& load);

struct ArrivalInfo {
  std::string name;
  std::string what;
};
[[nodiscard]] std::vector<ArrivalInfo> list_arrivals();

}  // namespace orbench::load
