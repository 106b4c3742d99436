#include "harness/cli/dry_run.h"

#include <fmt/format.h>

namespace orbench::cli {
namespace {

std::string describe_stop(const load::StopRule& stop) {
  std::string text;
  if (stop.requests) text = fmt::format("{} requests", *stop.requests);
  if (stop.duration) {
    text += fmt::format("{}{:g} s", text.empty() ? "" : " or ", core::to_seconds(*stop.duration));
  }
  if (stop.warmup > core::Duration{0}) {
    text += fmt::format(" after {:g} s of warm-up", core::to_seconds(stop.warmup));
  }
  return text;
}

std::string describe_budget(const run::RunPlan& plan) {
  if (!plan.limits.max_cost) return "no budget: the target costs nothing";
  const double most = plan.limits.max_cost->dollars();
  const double each = plan.limits.max_cost_per_request.value_or(core::Usd{}).dollars();
  return fmt::format("at most ${:.4f}, at most ${:.6f} a request", most, each);
}

}  // namespace

std::string describe_plan(const run::RunPlan& plan) {
  std::string text =
      fmt::format("{}, seed {}, {} worker{}; nothing is sent\n\n", plan.name, plan.seed,
                  plan.engine.workers, plan.engine.workers == 1 ? "" : "s");
  for (const run::WorkloadPlan& workload : plan.workloads) {
    text += fmt::format("{}  {}; {}; {} blocks\n", workload.name, workload.arrivals->describe(),
                        describe_stop(workload.stop), workload.blocks);
    for (std::uint32_t i = 0; i < workload.cells; ++i) {
      const results::CellIdentity& cell = plan.cells[workload.first_cell + i].identity;
      text += fmt::format("    {}", cell.model);
      for (const auto& [key, value] : cell.labels) text += fmt::format("  {}={}", key, value);
      text += "\n";
    }
  }
  const auto expected = plan.expected_requests();
  text += fmt::format("\nrequests  {}\n",
                      expected ? fmt::format("{:.0f} expected", *expected)
                               : std::string("as many as the target answers in the time"));
  text += fmt::format("cost      {}\n", describe_budget(plan));
  return text;
}

}  // namespace orbench::cli
