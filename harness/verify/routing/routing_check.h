#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/verify/check.h"
#include "harness/verify/routing/rule.h"

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
  };
  explicit RoutingCheck(Terms terms) : terms_(std::move(terms)) {}

  void begin(const results::RunResult& result) override;
  void observe(const metrics::Sample& sample) override;
  [[nodiscard]] results::CheckRecord conclude(const results::RunResult& result) const override;

 private:
  [[nodiscard]] std::optional<Arm> arm_of(const metrics::Sample& sample) const;
  void find_arms(const std::vector<results::CellResult>& cells);
  [[nodiscard]] const results::Generation* looked_up(const metrics::Sample& sample) const;

  Terms terms_;
  std::vector<std::uint32_t> cells_;
  std::int64_t control_ = -1;
  std::uint64_t round_size_ = 1;
  bool reply_names_provider_ = true;
  const results::Discovery* discovery_ = nullptr;
  std::unique_ptr<Market> market_;
  std::optional<Case> ground_;
  std::unique_ptr<Rule> rule_;
};

/// `exact` against the embedded mock, else `live`.
[[nodiscard]] Profile profile_of_target(const results::RunResult& result);

}  // namespace orbench::verify::routing
