#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
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
/// condition is decided, and says when enough was sent. Of each condition only whole batches count,
/// in the order in which they started and with every request known to be good or bad by it, so that
/// slow requests are not left out; until a verdict or the end of the measuring the load goes on.
/// A request may be known while it is still open; its end has the last word.
/// Pure: time comes in with the requests. Instants count from the run epoch.
/// Lifetime: borrows the conditions.  Threads: one thread per object.
class Step {
 public:
  /// `service` is the mean service time as known from steps before; empty: found while it settles.
  Step(const Staircase::Trial& trial, const std::vector<Condition>& conditions,
       const StepRules& rules, core::Duration begin, std::optional<core::Duration> service);

  /// A request starts then; they are numbered from 0. REQUIRES: not before any other.
  void start(core::Duration intended);
  /// What is known of one that is still open.
  void glimpse(std::size_t request, const metrics::Sample& so_far, core::Duration now);
  /// One of them ended. `sample` is null where it says nothing of the service: cut on purpose.
  void end(std::size_t request, const metrics::Sample* sample,
           std::optional<core::Duration> service);

  /// Whether further requests would serve the step.
  [[nodiscard]] bool wants_more() const { return !verdict_ && !over_; }
  /// It is measured by now, rather than settling or over.
  [[nodiscard]] bool measures() const { return measured_from_ && wants_more(); }
  /// What the whole batches say. Empty until they decide.
  [[nodiscard]] std::optional<StepVerdict> verdict() const { return verdict_; }
  /// No request of the step is open: the verdict, decided or not.
  [[nodiscard]] StepVerdict conclude();

  [[nodiscard]] const Staircase::Trial& trial() const { return trial_; }
  [[nodiscard]] core::Duration begin() const { return begin_; }
  /// Requests that were started.
  [[nodiscard]] std::size_t started() const { return requests_.size(); }
  /// Mean service time of this step's requests; empty without any.
  [[nodiscard]] std::optional<core::Duration> mean_service() const;
  [[nodiscard]] const std::vector<SequentialTest>& tests() const { return tests_; }
  /// The condition with most bad requests for its limit. REQUIRES: conditions.
  [[nodiscard]] std::size_t worst() const;

 private:
  using Conditions = std::bitset<kMostConditions>;

  struct Request {
    std::optional<std::size_t> batch;  // empty: not measured
    Conditions known = {};
    Conditions bad = {};
  };
  /// A batch by one condition.
  struct Count {
    std::int64_t requests = 0;
    std::int64_t known = 0;
    std::int64_t bad = 0;
  };
  struct Batch {
    core::Duration begin{0};
    core::Duration end{0};
    bool closed = false;
    std::vector<Count> counts;  // one a condition
  };

  [[nodiscard]] bool is_ascent() const { return trial_.purpose == Purpose::kAscent; }
  [[nodiscard]] bool settled(core::Duration at) const;
  [[nodiscard]] std::optional<std::size_t> batch_for(core::Duration intended);
  void begin_measuring(core::Duration at);
  void begin_batch(core::Duration at);
  void close_batch_if_full(core::Duration at);
  [[nodiscard]] bool measured_enough(core::Duration at) const;
  void stop_measuring(core::Duration at);
  void note(Request& request, std::size_t condition, bool bad);
  void forget(Request& request);
  /// Hands whole batches to the tests, and asks them.
  void judge();
  void ask_tests();
  /// Enough was measured for a test to be asked.
  [[nodiscard]] bool may_tell(std::size_t condition) const;

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
  bool over_ = false;  // the measuring
  std::vector<Request> requests_;
  std::vector<Batch> batches_;
  std::int64_t measured_ = 0;  // requests in batches
  std::vector<SequentialTest> tests_;
  std::vector<std::size_t> judged_;  // batches that a test has
  std::optional<StepVerdict> verdict_;
};

}  // namespace orbench::search
