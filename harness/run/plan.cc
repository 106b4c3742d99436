#include "harness/run/plan.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/http.h"
#include "harness/core/suggestion.h"
#include "harness/protocol/seeded_text.h"
#include "harness/run/gather_material.h"
#include "harness/run/matrix.h"
#include "results/compare/pairs.h"

namespace orbench::run {
namespace {

/// Resolves one workload; a mistake is reported and the rest still read, so that all show at once.
class WorkloadCompiler {
 public:
  WorkloadCompiler(const scenario::LoadedScenario& loaded, const scenario::Workload& workload,
                   core::Diagnostics& diagnostics)
      : loaded_(loaded), workload_(workload), diagnostics_(diagnostics) {}

  void compile_into(RunPlan& plan) {
    WorkloadPlan compiled;
    compiled.name = workload_.name;
    compiled.max_in_flight = workload_.load.max_in_flight;
    compiled.overload = workload_.load.overload;
    compiled.timeouts = workload_.timeouts;
    compiled.headers = workload_.headers;
    compiled.first_cell = static_cast<std::uint32_t>(plan.cells.size());
    read_endpoint(compiled);
    read_load(compiled);
    read_objectives(compiled);
    read_comparison(compiled);
    const auto index = static_cast<std::uint32_t>(plan.workloads.size());
    if (compiled.endpoint != nullptr) add_cells(compiled, index, plan);
    compiled.cells = static_cast<std::uint32_t>(plan.cells.size()) - compiled.first_cell;
    check_baseline(compiled, plan);
    compiled.blocks = static_cast<std::uint32_t>(workload_.blocks);
    if (compiled.stop.requests) {
      const std::uint64_t most = std::max<std::uint64_t>(*compiled.stop.requests, 1);
      compiled.blocks = static_cast<std::uint32_t>(std::min<std::uint64_t>(compiled.blocks, most));
    }
    plan.workloads.push_back(std::move(compiled));
  }

 private:
  void report(const std::string& pointer, std::string message) {
    diagnostics_.error(core::ErrorCode::kInvalidArgument, std::move(message),
                       loaded_.source.locate(pointer));
  }

  void read_endpoint(WorkloadPlan& compiled) {
    compiled.endpoint = protocol::find_endpoint(workload_.endpoint);
    if (compiled.endpoint != nullptr) return;
    const auto known = protocol::endpoint_names();
    report(core::child_pointer(workload_.pointer, "endpoint"),
           fmt::format("unknown endpoint \"{}\"{}; `orbench list endpoints` shows all",
                       workload_.endpoint, core::suggest(workload_.endpoint, known)));
  }

  void read_load(WorkloadPlan& compiled) {
    const scenario::Load& load = workload_.load;
    compiled.stop.warmup = load.warmup;
    compiled.stop.duration = load.duration;
    if (load.requests) compiled.stop.requests = static_cast<std::uint64_t>(*load.requests);
    if (!load.duration && !load.requests) {
      report(load.pointer, "nothing stops this load; give duration_s or requests");
      compiled.stop.requests = 1;
    }
    if (!load.raw.get().is_object()) return;  // reported by the scenario reader
    core::Params params(load.raw.get(), load.pointer, loaded_.source, diagnostics_);
    for (const char* key : scenario::kSharedLoadKeys) params.allow(key);
    compiled.arrivals = load::read_arrivals(load.arrivals, params);
    if (compiled.arrivals == nullptr) return;
    params.finish();
    if (!compiled.arrivals->open_loop() && load.overload == scenario::Overload::kDrop) {
      report(core::child_pointer(load.pointer, "overload"),
             "a closed loop has nothing to drop: it waits for its own slots; use \"queue\", or "
             "arrivals that do not wait (constant, poisson)");
    }
  }

  void read_objectives(WorkloadPlan& compiled) {
    const core::Json& objectives = workload_.objectives.get();
    if (!objectives.is_object()) return;
    for (const auto& [metric, limit] : objectives.items()) {
      const std::string pointer =
          core::child_pointer(core::child_pointer(workload_.pointer, "objectives"), metric);
      if (!limit.is_string()) {
        report(pointer, "an objective is a string with a unit, for example \"1s\"");
        continue;
      }
      auto objective = metrics::parse_objective(metric, limit.get_ref<const std::string&>());
      if (objective) {
        compiled.objectives.push_back(*objective);
      } else {
        report(pointer, objective.error().message);
      }
    }
  }

  void read_comparison(WorkloadPlan& compiled) {
    const bool against_mock = loaded_.scenario.target.is_mock();
    compiled.comparison = results::default_terms(against_mock);
    if (!workload_.compare.get().is_object()) return;
    core::Params params(workload_.compare.get(), core::child_pointer(workload_.pointer, "compare"),
                        loaded_.source, diagnostics_);
    compiled.comparison = results::read_terms(params, against_mock);
    params.finish();
  }

  void check_baseline(const WorkloadPlan& compiled, const RunPlan& plan) {
    if (compiled.comparison.baseline.empty() || compiled.cells == 0) return;
    std::vector<results::CellIdentity> cells;
    for (std::uint32_t i = 0; i < compiled.cells; ++i) {
      cells.push_back(plan.cells[compiled.first_cell + i].identity);
    }
    if (!results::pair_cells(cells, compiled.comparison.baseline).pairs.empty()) return;
    report(core::child_pointer(core::child_pointer(workload_.pointer, "compare"), "baseline"),
           "no cell has these labels and another one to be compared with; `orbench run --dry-run` "
           "names the cells");
  }

  void add_cells(const WorkloadPlan& compiled, std::uint32_t index, RunPlan& plan) {
    const std::string pointer = core::child_pointer(workload_.pointer, "request");
    for (Combination& combination : expand_matrix(workload_, loaded_.source, diagnostics_)) {
      CellPlan cell;
      cell.workload = index;
      protocol::RequestDraft draft(combination.request.get(), pointer, loaded_.source,
                                   diagnostics_);
      draft.material = plan.material.get();
      draft.salted = workload_.salt && compiled.endpoint->caches_prompts();
      cell.request = compiled.endpoint->compile(draft);
      if (cell.request == nullptr) return;  // the other cells would repeat the same mistake
      cell.identity.workload = workload_.name;
      cell.identity.endpoint = workload_.endpoint;
      cell.identity.model = cell.request->model();
      cell.identity.text_tokens = protocol::text_tokens_in(combination.request.get());
      cell.identity.labels.emplace_back("stream", cell.request->streaming() ? "true" : "false");
      for (auto& label : combination.labels) {
        if (label.first != "stream") cell.identity.labels.push_back(std::move(label));
      }
      if (compiled.arrivals != nullptr) {
        cell.identity.open_loop = compiled.arrivals->open_loop();
        cell.identity.load = compiled.arrivals->describe();
      }
      plan.cells.push_back(std::move(cell));
    }
  }

  const scenario::LoadedScenario& loaded_;
  const scenario::Workload& workload_;
  core::Diagnostics& diagnostics_;
};

/// Where requests may cost money, an unset budget is one dollar.
constexpr double kDefaultBudgetUsd = 1.0;

bool may_cost_money(const scenario::Target& target) {
  if (target.is_mock()) return false;
  return !core::is_loopback_host(core::split_url(target.base_url).host);
}

void fix_budget(const scenario::LoadedScenario& loaded, RunPlan& plan,
                core::Diagnostics& diagnostics) {
  if (!plan.limits.max_cost && may_cost_money(loaded.scenario.target)) {
    plan.limits.max_cost = core::Usd::from_dollars(kDefaultBudgetUsd);
  }
  if (!plan.limits.max_cost || plan.limits.max_cost_per_request) return;
  diagnostics.error(
      core::ErrorCode::kInvalidArgument,
      fmt::format(
          "requests may cost money: the budget is ${:.2f}{}, and keeping it needs the worst "
          "case of one request; give limits.max_cost_per_request_usd",
          plan.limits.max_cost->dollars(),
          loaded.scenario.limits.max_cost ? "" : " unless limits.max_cost_usd says another"),
      loaded.source.locate("/limits"));
}

}  // namespace

RunPlan compile(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics) {
  const scenario::Scenario& scenario = loaded.scenario;
  RunPlan plan;
  plan.name = scenario.name;
  plan.seed = scenario.seed;
  plan.engine = scenario.engine;
  plan.limits = scenario.limits;
  plan.http = scenario.target.http;
  plan.graceful_stop = scenario.graceful_stop;
  plan.material = gather_material(loaded, diagnostics);
  for (const scenario::Workload& workload : scenario.workloads) {
    WorkloadCompiler(loaded, workload, diagnostics).compile_into(plan);
  }
  fix_budget(loaded, plan, diagnostics);
  return plan;
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
    std::optional<double> rate = workload.arrivals->offered_rps(workload.stop);
    if (rate) *rate /= static_cast<double>(workload.cells);
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
    plan.window.start = workload.stop.warmup;
    if (workload.stop.duration && !workload.stop.requests) {
      plan.window.end = workload.stop.warmup + *workload.stop.duration;
    }
    plan.blocks = static_cast<int>(workload.blocks);
    out.push_back(plan);
  }
  return out;
}

std::optional<std::uint64_t> RunPlan::most_in_flight() const {
  std::uint64_t sum = 0;
  for (const WorkloadPlan& workload : workloads) {
    std::optional<std::uint64_t> most;
    if (!workload.arrivals->open_loop()) most = workload.arrivals->max_shares();
    if (workload.max_in_flight) {
      const auto cap = static_cast<std::uint64_t>(*workload.max_in_flight);
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
  for (const WorkloadPlan& workload : workloads) {
    const auto expected = workload.arrivals->expected_arrivals(workload.stop);
    if (!expected) return std::nullopt;
    sum += *expected;
  }
  return sum;
}

std::optional<core::Duration> RunPlan::length() const {
  core::Duration longest{0};
  for (const WorkloadPlan& workload : workloads) {
    if (!workload.stop.duration || workload.stop.requests) return std::nullopt;
    longest = std::max(longest, workload.stop.warmup + *workload.stop.duration);
  }
  return longest;
}

}  // namespace orbench::run
