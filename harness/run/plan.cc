#include "harness/run/plan.h"

#include <algorithm>
#include <utility>

#include "harness/core/http.h"
#include "harness/run/gather_material.h"
#include "harness/run/plan_compiler.h"

namespace orbench::run {
namespace {

/// Where requests may cost money, an unset budget is one dollar.
constexpr double kDefaultBudgetUsd = 1.0;

bool may_cost_money(const scenario::Target& target) {
  if (target.is_mock()) return false;
  return !core::is_loopback_host(core::split_url(target.base_url).host);
}

}  // namespace

RunPlan compile(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics) {
  const scenario::Scenario& scenario = loaded.scenario;
  RunPlan plan;
  plan.name = scenario.name;
  plan.seed = scenario.seed;
  plan.engine = scenario.engine;
  plan.limits = scenario.limits;
  if (!plan.limits.max_cost && may_cost_money(scenario.target)) {
    plan.limits.max_cost = core::Usd::from_dollars(kDefaultBudgetUsd);
  }
  plan.http = scenario.target.http;
  plan.graceful_stop = scenario.graceful_stop;
  plan.material = gather_material(loaded, diagnostics);
  PlanCompiler(loaded, diagnostics).compile_into(plan);
  return plan;
}

metrics::Window LoadPlan::window() const {
  metrics::Window measured{stop.warmup, {}};
  const bool by_time = stop.duration && !stop.requests && search == nullptr;
  if (by_time) measured.end = measured.start + *stop.duration;
  return measured;
}

double LoadPlan::share_of(std::uint32_t workload) const {
  double own = 0;
  double all = 0;
  for (const Member& member : members) {
    all += member.weight;
    if (member.workload == workload) own = member.weight;
  }
  return own / all;
}

std::vector<results::CellIdentity> RunPlan::identities() const {
  std::vector<results::CellIdentity> out;
  for (const CellPlan& cell : cells) out.push_back(cell.identity);
  return out;
}

std::vector<std::optional<double>> RunPlan::offered_rps() const {
  std::vector<std::optional<double>> out;
  for (const CellPlan& cell : cells) {
    const WorkloadPlan& workload = workloads[cell.workload];
    const LoadPlan& load = load_of(workload);
    std::optional<double> rate = load.arrivals->offered_rps(load.stop);
    if (rate) {
      const double deals =
          cell.identity.routing ? static_cast<double>(cell.identity.routing->deals) : 1;
      *rate *= load.share_of(cell.workload) * workload.requests_per_arrival() * load.segments *
               deals / static_cast<double>(workload.requests_per_round());
    }
    out.push_back(rate);
  }
  return out;
}

std::vector<results::ComparisonTerms> RunPlan::comparison_terms() const {
  std::vector<results::ComparisonTerms> out;
  for (const CellPlan& cell : cells) out.push_back(workloads[cell.workload].comparison);
  return out;
}

std::vector<metrics::Recorder::CellPlan> RunPlan::recorder_plan() const {
  std::vector<metrics::Recorder::CellPlan> out;
  for (const CellPlan& cell : cells) {
    const WorkloadPlan& workload = workloads[cell.workload];
    metrics::Recorder::CellPlan plan;
    plan.window = load_of(workload).window();
    plan.blocks = static_cast<int>(workload.blocks);
    out.push_back(plan);
  }
  return out;
}

std::optional<std::uint64_t> RunPlan::most_in_flight() const {
  std::uint64_t sum = 0;
  for (const LoadPlan& load : loads) {
    std::optional<std::uint64_t> most;
    if (load.search != nullptr) {
      most = load.search->most_in_flight();
    } else if (!load.arrivals->open_loop()) {
      most = load.arrivals->max_shares();
    }
    if (load.max_in_flight) {
      const auto cap = static_cast<std::uint64_t>(*load.max_in_flight);
      most = most ? std::min(*most, cap) : cap;
    }
    if (!most) {
      sum = 0;
      break;
    }
    sum += *most;
  }
  std::optional<std::uint64_t> bound;
  if (sum > 0) bound = sum;
  if (limits.max_in_flight) {
    const auto cap = static_cast<std::uint64_t>(*limits.max_in_flight);
    bound = bound ? std::min(*bound, cap) : cap;
  }
  return bound;
}

std::optional<double> RunPlan::expected_requests() const {
  double sum = 0;
  for (const LoadPlan& load : loads) {
    const auto expected = load.arrivals->expected_arrivals(load.stop);
    if (!expected) return std::nullopt;
    for (const LoadPlan::Member& member : load.members) {
      sum += *expected * load.segments * load.share_of(member.workload) *
             workloads[member.workload].requests_per_arrival();
    }
  }
  return sum;
}

std::optional<core::Duration> RunPlan::length() const {
  core::Duration longest{0};
  for (const LoadPlan& load : loads) {
    const auto end = load.window().end;
    if (!end) return std::nullopt;
    longest = std::max(longest, *end * load.segments);
  }
  return longest;
}

}  // namespace orbench::run
