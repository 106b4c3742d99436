#include "harness/run/budget_report.h"

#include <cstddef>

#include <nlohmann/json.hpp>

namespace orbench::run {

std::optional<results::BudgetReport> budget_report(const RunPlan& plan,
                                                   const Ledger::Untold& untold) {
  if (!plan.limits.max_cost) return std::nullopt;
  results::BudgetReport report{*plan.limits.max_cost, untold.learned,    untold.learned_cost,
                               untold.kept,           untold.kept_worst, {}};
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const core::JsonValue& cap = plan.cells[i].price_cap;
    if (cap.get().is_null()) continue;
    report.price_caps.push_back({static_cast<std::int64_t>(i), cap});
  }
  return report;
}

}  // namespace orbench::run
