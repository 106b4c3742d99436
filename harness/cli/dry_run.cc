#include "harness/cli/dry_run.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "harness/cli/load_chart.h"
#include "harness/run/price_lookup.h"

namespace orbench::cli {
namespace {

std::string describe_stop(const run::LoadPlan& load) {
  const load::StopRule& stop = load.stop;
  if (load.search != nullptr && !stop.requests && !stop.duration) return "until it knows";
  std::string text = load.search != nullptr ? "at most " : "";
  if (stop.requests) text = fmt::format("{}{} requests", text, *stop.requests);
  if (stop.duration) {
    text += fmt::format("{}{:g} s", stop.requests ? " or " : "", core::to_seconds(*stop.duration));
  }
  if (stop.warmup > core::Duration{0}) {
    text += fmt::format(" after {:g} s of warm-up", core::to_seconds(stop.warmup));
  }
  return text;
}

/// What sets a workload apart from one plain request an arrival.
std::string describe_behaviour(const run::WorkloadPlan& workload) {
  std::string text;
  if (workload.session) {
    text += fmt::format("    each arrival a conversation of {} turns", workload.session->turns);
    const std::string think = workload.session->think_time.describe();
    text += think.empty() ? "\n" : fmt::format(", {} between\n", think);
  }
  if (workload.cancel) {
    text += fmt::format("    {:.4g} % cancelled on purpose\n", 100 * workload.cancel->share);
  }
  if (workload.retries.on()) {
    text += fmt::format("    up to {} attempts at a request\n", workload.retries.max_attempts);
  }
  return text;
}

core::Usd dearest_request(const run::RunPlan& plan) {
  core::Usd most;
  for (std::uint32_t i = 0; i < plan.cells.size(); ++i) {
    most = std::max(most, run::estimate_cost(plan, i).worst);
  }
  return most;
}

/// Dollars of the whole run; empty where the number of requests depends on the target.
struct Total {
  double worst = 0;
  double likely = 0;
};
std::optional<Total> total_cost(const run::RunPlan& plan) {
  Total total;
  for (std::uint32_t i = 0; i < plan.cells.size(); ++i) {
    const std::uint32_t index = plan.cells[i].workload;
    const run::WorkloadPlan& workload = plan.workloads[index];
    const run::LoadPlan& load = plan.load_of(workload);
    const auto arrivals = load.arrivals->expected_arrivals(load.stop);
    if (!arrivals) return std::nullopt;
    const double requests = *arrivals * load.share_of(index) * workload.requests_per_arrival() /
                            static_cast<double>(workload.cells);
    const run::CostEstimate each = run::estimate_cost(plan, i);
    total.worst += requests * workload.retries.max_attempts * each.worst.dollars();
    total.likely += requests * each.likely.dollars();
  }
  return total;
}

std::string describe_cost(const run::RunPlan& plan) {
  if (!plan.limits.max_cost) return "no budget: the target costs nothing\n";
  std::string text = describe_budget(plan);
  if (const auto total = total_cost(plan)) {
    text += fmt::format(
        "          all requests: at most ${:.4f}, likely ${:.4f} and never over the "
        "budget\n",
        total->worst, total->likely);
  }
  return text;
}

}  // namespace

std::string describe_budget(const run::RunPlan& plan) {
  if (!plan.limits.max_cost) return {};
  const core::Usd each = dearest_request(plan);
  std::string text = fmt::format("budget ${:.4f}; a request costs at most ${:.6f}",
                                 plan.limits.max_cost->dollars(), each.dollars());
  if (each <= core::Usd{}) return text + "\n";
  const std::int64_t fits = plan.limits.max_cost->pico() / each.pico();
  text += fmt::format(", so at most {} can be in flight\n", fits);
  const auto most = plan.most_in_flight();
  if (!most || *most > static_cast<std::uint64_t>(fits)) {
    text += fmt::format(
        "warning: the load may ask for {}; the run ends when the budget holds no further request\n",
        most ? fmt::format("{} in flight", *most) : "any number in flight");
  }
  return text;
}

std::string describe_plan(const run::RunPlan& plan) {
  std::string text =
      fmt::format("{}, seed {}, {} worker{}; nothing is sent\n\n", plan.name, plan.seed,
                  plan.engine.workers, plan.engine.workers == 1 ? "" : "s");
  for (const run::LoadPlan& load : plan.loads) {
    const bool shared = load.members.size() > 1;
    for (const run::LoadPlan::Member& member : load.members) {
      const run::WorkloadPlan& workload = plan.workloads[member.workload];
      text +=
          fmt::format("{}  {}; {}; {} blocks\n", workload.name,
                      shared ? fmt::format("{:.4g} % of {}", 100 * load.share_of(member.workload),
                                           load.arrivals->describe())
                             : load.arrivals->describe(),
                      describe_stop(load), workload.blocks);
      text += describe_behaviour(workload);
      for (std::uint32_t i = 0; i < workload.cells; ++i) {
        const results::CellIdentity& cell = plan.cells[workload.first_cell + i].identity;
        text += fmt::format("    {}", cell.model);
        for (const auto& [key, value] : cell.labels) text += fmt::format("  {}={}", key, value);
        text += "\n";
      }
    }
    const std::string chart = chart_of(plan, load);
    if (!chart.empty()) text += "    " + chart;
  }
  const auto expected = plan.expected_requests();
  text += fmt::format("\nrequests  {}\n",
                      expected ? fmt::format("{:.0f} expected", *expected)
                               : std::string("as many as the target answers in the time"));
  text += fmt::format("cost      {}", describe_cost(plan));
  return text;
}

}  // namespace orbench::cli
