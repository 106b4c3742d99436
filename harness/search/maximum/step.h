#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "harness/core/units.h"
#include "harness/search/maximum/condition.h"
#include "harness/search/maximum/sequential_test.h"
#include "harness/search/maximum/staircase.h"

namespace orbench::search {

/// How long the parts of a step last: all follow from one length. With a mean service time S, a
/// load settles for 5 S at least, and a full step measures 10 S.
struct StepRules {
  explicit StepRules(core::Duration length)
      : settle(length / 2), shortest(length), batch(length / 10), longest(30 * length) {}

  core::Duration settle;    ///< at least, before anything is measured
  core::Duration shortest;  ///< least measured before a verdict; most of an ascent
  core::Duration batch;     ///< least of a batch, which also holds 20 requests
  core::Duration longest;   ///< most measured: undecided then
};

/// One level held: settles, measures in batches of requests that started together until every
/// condition is decided, and says when enough was sent. Only whole batches count, in the order in
/// which they started and with all their requests at an end, so that slow requests are not left
/// out; until a verdict or the end of the measuring the load goes on.
/// Pure: time comes in with the requests. Instants count from the run epoch.
/// Lifetime: borrows the conditions.  Threads: one thread per object.
class Step {
 public:
  /// `service` is the mean service time as known from steps before; empty: found while it settles.
  Step(const Staircase::Trial& trial, const std::vector<Condition>& conditions,
       const StepRules& rules, core::Duration begin, std::optional<core::Duration> service);

  /// The batch that a request belongs to.
  using Batch = std::optional<std::size_t>;
  /// A request that starts then. REQUIRES: not before any other.
  Batch start(core::Duration intended);
  /// One of them ended. `sample` is null where it says nothing of the service: cut on purpose.
  void end(Batch batch, const metrics::Sample* sample, std::optional<core::Duration> service);

  /// Whether further requests would serve the step.
  [[nodiscard]] bool wants_more() const { return !verdict_ && !over_; }
  /// What the whole batches say. Empty until they decide.
  [[nodiscard]] std::optional<StepVerdict> verdict() const { return verdict_; }
  /// No request of the step is open: the verdict, decided or not.
  [[nodiscard]] StepVerdict conclude();

  [[nodiscard]] const Staircase::Trial& trial() const { return trial_; }
  [[nodiscard]] core::Duration begin() const { return begin_; }
  /// Mean service time of this step's requests; empty without any.
  [[nodiscard]] std::optional<core::Duration> mean_service() const;
  [[nodiscard]] const std::vector<SequentialTest>& tests() const { return tests_; }
  /// The condition with most bad requests for its limit. REQUIRES: conditions.
  [[nodiscard]] std::size_t worst() const;

 private:
  struct Tally {
    core::Duration begin{0};
    core::Duration end{0};
    std::int64_t open = 0;
    std::int64_t requests = 0;
    bool closed = false;
    std::vector<std::int64_t> bad;  // one a condition
  };

  [[nodiscard]] bool is_ascent() const { return trial_.purpose == Purpose::kAscent; }
  [[nodiscard]] bool settled(core::Duration at) const;
  void begin_measuring(core::Duration at);
  void close_batch_if_full(core::Duration at);
  [[nodiscard]] bool measured_enough(core::Duration at) const;
  void stop_measuring(core::Duration at);
  /// Hands whole batches to the tests, and asks them.
  void judge();
  void ask_tests();
  [[nodiscard]] bool may_pass() const;

  Staircase::Trial trial_;
  const std::vector<Condition>& conditions_;
  StepRules rules_;
  core::Duration begin_;
  std::optional<core::Duration> service_;  // fixed when the measuring begins
  std::int64_t most_requests_;

  core::Duration service_sum_{0};
  std::int64_t service_count_ = 0;
  std::int64_t ended_ = 0;

  std::optional<core::Duration> measured_from_;
  bool over_ = false;          // the measuring
  std::deque<Tally> batches_;  // those not judged yet
  std::size_t judged_ = 0;
  core::Duration judged_until_{0};
  std::int64_t measured_ = 0;  // requests in batches, open ones as well
  std::vector<SequentialTest> tests_;
  std::optional<StepVerdict> verdict_;
};

}  // namespace orbench::search
