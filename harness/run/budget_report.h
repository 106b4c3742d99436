#pragma once

#include <optional>

#include "harness/run/ledger.h"
#include "harness/run/plan.h"
#include "results/budget_report.h"

namespace orbench::run {

/// How a run's money went as far as no reply told it, and the prices that it enforced; empty where
/// the run had no budget.
[[nodiscard]] std::optional<results::BudgetReport> budget_report(const RunPlan& plan,
                                                                 const Ledger::Untold& untold);

}  // namespace orbench::run
