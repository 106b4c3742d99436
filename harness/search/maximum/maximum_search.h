#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/search/maximum/condition.h"
#include "harness/search/maximum/staircase.h"
#include "harness/search/maximum/step.h"
#include "harness/search/search.h"

namespace orbench::search {

/// How a level becomes requests: what differs between a search for a rate and one for a
/// concurrency. Instants count from the run epoch.
class Pattern {
 public:
  virtual ~Pattern() = default;
  /// A level begins, with nothing open.
  virtual void begin(double level, core::Duration at) = 0;
  /// When the next request starts; empty until one has ended. The same until the next call below.
  [[nodiscard]] virtual std::optional<core::Duration> next() const = 0;
  virtual void taken() = 0;
  virtual void ended(core::Duration at) = 0;
  /// True when arrivals do not depend on completions.
  [[nodiscard]] virtual bool open_loop() const = 0;
};

/// What a kind of search for a maximum is called.
struct MaximumWords {
  std::string kind;    ///< as `for` names it
  std::string figure;  ///< `rate`
  std::string unit;    ///< `rps`
};

/// What the keys of such a search say.
struct MaximumSettings {
  Staircase::Range range;
  std::vector<Condition> conditions;
  core::Duration step = std::chrono::seconds{10};
};

/// Reads `from`, `to`, `resolution`, `step_s` and `while`. Mistakes are reported.
[[nodiscard]] MaximumSettings read_maximum(core::Params& search, bool whole);

/// The highest load under which every condition holds: the staircase chooses levels, each is held
/// for a step, and the next begins when nothing is open any more; the workload's time-outs bound
/// how long that takes. A request counts for a condition as soon as it is known to keep or to miss
/// it: one that is older than `ttft < 1s` allows needs no end. A reply that forbids to go on ends
/// the search where it stands.
class MaximumSearch final : public Search {
 public:
  MaximumSearch(const load::ArrivalContext& context, MaximumSettings settings,
                const MaximumWords& words, std::unique_ptr<Pattern> pattern);

  [[nodiscard]] std::span<const core::Duration> telling_ages() const override {
    return telling_ages_;
  }

 private:
  /// A step that was held, for the report.
  struct Tried {
    Staircase::Trial trial;
    core::Duration begin{0};
    core::Duration end{0};
    std::int64_t requests = 0;
    std::int64_t bad = 0;  // by the condition that came off worst
    std::size_t worst = 0;
    StepVerdict verdict = StepVerdict::kUndecided;
  };

  [[nodiscard]] bool open_loop() const override { return pattern_->open_loop(); }
  [[nodiscard]] Wish wish() const override;
  void take(const load::Arrival& arrival) override;
  void learn(const Answer& answer) override;
  void glimpse_at(const Glimpse& glimpse) override;
  [[nodiscard]] std::string describe_standing() const override;
  void describe(results::SearchReport& report) const override;

  [[nodiscard]] bool wants_next() const;
  void begin_step(core::Duration at);
  void finish_step(core::Duration at);
  [[nodiscard]] std::string headline(results::SearchStatus status) const;
  [[nodiscard]] std::string level_text(double level) const;
  /// `28.2 rps (18 of 900 bad)`, over all full steps at the level.
  [[nodiscard]] std::string evidence(double level) const;
  [[nodiscard]] results::SearchStatus status() const;

  MaximumSettings settings_;
  MaximumWords words_;
  std::unique_ptr<Pattern> pattern_;
  Staircase staircase_;
  std::vector<core::Duration> telling_ages_;
  std::optional<Step> step_;     // empty when the search is over
  std::uint64_t first_seq_ = 0;  // of the step
  std::optional<core::Duration> service_;
  std::vector<Tried> tried_;
  std::string forbidden_;  // why the search must not go on
};

}  // namespace orbench::search
