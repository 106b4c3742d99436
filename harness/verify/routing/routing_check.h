#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/metrics/sample_order.h"
#include "harness/verify/check.h"
#include "harness/verify/routing/rule.h"
#include "harness/verify/routing/sequential_rule.h"

namespace orbench::verify::routing {

/// One rule over the requests of one cell and its control. (A session rule takes in the cells that
/// differ in nothing but their session.)
class RoutingCheck final : public Check {
 public:
  struct Terms {
    const RuleKind* kind = nullptr;
    std::uint32_t cell = 0;
    std::string where;               ///< the cell, for people
    std::optional<Profile> profile;  ///< empty: by the target
    bool warn_only = false;
    std::optional<results::LookPlan> stop;  ///< the run may end once this is decided
  };
  explicit RoutingCheck(Terms terms) : terms_(std::move(terms)) {}

  void begin(const results::RunResult& result) override;
  void observe(const metrics::Sample& sample) override;
  void end() override;
  [[nodiscard]] results::CheckRecord conclude(const results::RunResult& result) const override;
  [[nodiscard]] bool may_end_run() const override { return terms_.stop.has_value(); }
  [[nodiscard]] bool decided() const override;

 private:
  void make_rule();
  void judge(const metrics::Sample& sample);
  [[nodiscard]] Place place_of(const metrics::Sample& sample, Arm arm) const;
  [[nodiscard]] std::optional<Arm> arm_of(const metrics::Sample& sample) const;
  void find_arms(const std::vector<results::CellResult>& cells);
  [[nodiscard]] const results::Generation* looked_up(const metrics::Sample& sample) const;

  Terms terms_;
  std::vector<std::uint32_t> cells_;
  std::vector<bool> of_workload_;  // by cell
  std::int64_t control_ = -1;
  std::uint64_t round_size_ = 1;
  std::uint64_t turns_ = 1;
  bool reply_names_provider_ = true;
  const results::Discovery* discovery_ = nullptr;
  std::unique_ptr<Market> market_;
  std::optional<Case> ground_;
  std::unique_ptr<Rule> rule_;
  SequentialRule* looks_ = nullptr;  // the rule, where the run may end early
  metrics::SampleOrder order_;       // likewise
};

/// `exact` against the embedded mock, else `live`.
[[nodiscard]] Profile profile_of_target(const results::RunResult& result);

}  // namespace orbench::verify::routing
