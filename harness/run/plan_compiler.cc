#include "harness/run/plan_compiler.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"
#include "harness/protocol/seeded_text.h"
#include "harness/run/matrix.h"
#include "results/compare/pairs.h"

namespace orbench::run {
namespace {

/// What the request itself says comes first, and is not repeated.
void add_labels(const protocol::RequestTemplate& request, results::Labels of_matrix,
                results::Labels& out) {
  out.emplace_back("stream", request.streaming() ? "true" : "false");
  const std::string operation = request.operation();
  if (!operation.empty()) out.emplace_back("operation", operation);
  for (auto& label : of_matrix) {
    const bool said = label.first == "stream" || (label.first == "operation" && !operation.empty());
    if (!said) out.push_back(std::move(label));
  }
}

}  // namespace

void PlanCompiler::report(const std::string& pointer, std::string message) {
  diagnostics_.error(core::ErrorCode::kInvalidArgument, std::move(message),
                     loaded_.source.locate(pointer));
}

void PlanCompiler::compile_into(RunPlan& plan) {
  for (const scenario::Workload& workload : loaded_.scenario.workloads) {
    add_workload(workload, plan);
  }
  loads_.report_idle();
  const scenario::Limits& limits = plan.limits;
  if (limits.enforce_price_cap && (!limits.max_cost || limits.max_cost_per_request)) {
    report("/limits/enforce_price_cap",
           "the prices to enforce are those that a budget looks up: give max_cost_usd, and leave "
           "max_cost_per_request_usd out");
  }
  if (diagnostics_.ok()) content_.report_idle();  // what could not be read is not idle
  plan.probes = content_.take();
}

void PlanCompiler::add_workload(const scenario::Workload& workload, RunPlan& plan) {
  WorkloadPlan compiled;
  compiled.name = workload.name;
  compiled.endpoint = read_endpoint(workload);
  compiled.load =
      loads_.join(workload, static_cast<std::uint32_t>(plan.workloads.size()), plan.loads);
  compiled.timeouts = workload.timeouts;
  compiled.headers = workload.headers;
  if (watch_.on) ask_for_metadata(compiled.headers);
  compiled.objectives = read_objectives(workload);
  read_job(workload, compiled);
  compiled.comparison = read_comparison(workload);
  compiled.cancel = workload.cancel;
  compiled.retries = workload.retries;
  read_session(workload, plan, compiled);
  compiled.first_cell = static_cast<std::uint32_t>(plan.cells.size());
  compiled.blocks = static_cast<std::uint32_t>(workload.blocks);
  LoadPlan& load = plan.loads[compiled.load];
  if (load.search != nullptr) {
    compiled.blocks = 1;  // nobody knows how long it takes
  } else if (load.stop.requests) {
    const std::uint64_t most = std::max<std::uint64_t>(*load.stop.requests, 1);
    compiled.blocks = static_cast<std::uint32_t>(std::min<std::uint64_t>(compiled.blocks, most));
  }
  if (compiled.endpoint != nullptr) add_cells(workload, compiled, plan);
  compiled.cells = static_cast<std::uint32_t>(plan.cells.size()) - compiled.first_cell;
  deal_cells(plan, compiled);
  check_comparison(workload, compiled, plan);
  if (workload.interleave == scenario::Interleave::kSegment) {
    check_segments(workload, compiled);
    load.segments = std::max<std::uint32_t>(compiled.cells, 1);
  }
  plan.workloads.push_back(std::move(compiled));
}

const protocol::Endpoint* PlanCompiler::read_endpoint(const scenario::Workload& workload) {
  const protocol::Endpoint* const endpoint = protocol::find_endpoint(workload.endpoint);
  if (endpoint != nullptr) return endpoint;
  const auto known = protocol::endpoint_names();
  report(core::child_pointer(workload.pointer, "endpoint"),
         fmt::format("unknown endpoint \"{}\"{}; `orbench list endpoints` shows all",
                     workload.endpoint, core::suggest(workload.endpoint, known)));
  return nullptr;
}

std::vector<metrics::Objective> PlanCompiler::read_objectives(const scenario::Workload& workload) {
  std::vector<metrics::Objective> read;
  const core::Json& objectives = workload.objectives.get();
  if (!objectives.is_object()) return read;
  for (const auto& [metric, limit] : objectives.items()) {
    const std::string pointer =
        core::child_pointer(core::child_pointer(workload.pointer, "objectives"), metric);
    if (!limit.is_string()) {
      report(pointer, "an objective is a string with a unit, for example \"1s\"");
      continue;
    }
    auto objective = metrics::parse_objective(metric, limit.get_ref<const std::string&>());
    if (objective) {
      read.push_back(*objective);
    } else {
      report(pointer, objective.error().message);
    }
  }
  return read;
}

void PlanCompiler::read_job(const scenario::Workload& workload, WorkloadPlan& compiled) {
  if (!workload.job) return;
  compiled.job = *workload.job;
  if (compiled.endpoint == nullptr || compiled.endpoint->makes_jobs()) return;
  report(core::child_pointer(workload.pointer, "job"),
         fmt::format("endpoint \"{}\" answers in one exchange: \"job\" is for those that make "
                     "jobs (video)",
                     workload.endpoint));
}

results::ComparisonTerms PlanCompiler::read_comparison(const scenario::Workload& workload) {
  const bool against_mock = loaded_.scenario.target.is_mock();
  if (!workload.compare.get().is_object()) return results::default_terms(against_mock);
  core::Params params(workload.compare.get(), core::child_pointer(workload.pointer, "compare"),
                      loaded_.source, diagnostics_);
  results::ComparisonTerms terms = results::read_terms(params, against_mock);
  params.finish();
  return terms;
}

void PlanCompiler::check_segments(const scenario::Workload& workload,
                                  const WorkloadPlan& compiled) {
  if (!compiled.comparison.stop && !watch_.stop) return;
  report(core::child_pointer(workload.pointer, "interleave"),
         "cells that have the load one after another are told apart at the end only: take \"stop\" "
         "out, or let them take turns (\"block\")");
}

void PlanCompiler::check_comparison(const scenario::Workload& workload,
                                    const WorkloadPlan& compiled, const RunPlan& plan) {
  const results::ComparisonTerms& terms = compiled.comparison;
  if (compiled.cells == 0 || (terms.baseline.empty() && !terms.stop)) return;
  std::vector<results::CellIdentity> cells;
  for (std::uint32_t i = 0; i < compiled.cells; ++i) {
    cells.push_back(plan.cells[compiled.first_cell + i].identity);
  }
  if (!results::pair_cells(cells, terms.baseline).pairs.empty()) return;
  const std::string pointer = core::child_pointer(workload.pointer, "compare");
  if (terms.baseline.empty()) {
    report(core::child_pointer(pointer, "stop"),
           "the workload has no two cells to compare, so nothing would be decided; give it a "
           "\"matrix\" or \"variants\"");
    return;
  }
  report(core::child_pointer(pointer, "baseline"),
         "no cell has these labels and another one to be compared with; `orbench run --dry-run` "
         "names the cells");
}

void PlanCompiler::read_session(const scenario::Workload& workload, const RunPlan& plan,
                                WorkloadPlan& compiled) {
  const core::Json& session = workload.session.get();
  if (!session.is_object()) return;
  const std::string pointer = core::child_pointer(workload.pointer, "session");
  core::Params params(session, pointer, loaded_.source, diagnostics_);
  compiled.session = load::read_session(params);
  params.finish();
  protocol::RequestDraft draft(session, core::child_pointer(pointer, "follow_ups"), loaded_.source,
                               diagnostics_);
  draft.material = plan.material.get();
  compiled.follow_ups = protocol::FollowUps::compile(compiled.session->follow_ups, draft);
  if (compiled.endpoint == nullptr || !compiled.endpoint->turns_key().empty()) return;
  report(pointer, fmt::format("\"{}\" has no conversations; kinds that have: chat, messages, "
                              "responses",
                              compiled.endpoint->name()));
}

void PlanCompiler::bound_cost(const scenario::Workload& workload, const core::Json& request,
                              CellPlan& cell, const scenario::Limits& limits) {
  if (!limits.max_cost) return;
  if (limits.max_cost_per_request) {
    cell.cost = CostBound(*limits.max_cost_per_request);
    return;
  }
  cell.shape = read_request_shape(workload.endpoint, request);
  if (cell.shape->unboundable.empty() || unbounded_ == &workload) return;
  unbounded_ = &workload;  // its other cells would repeat the same mistake
  std::string pointer = core::child_pointer(workload.pointer, "request");
  if (!cell.shape->at_fault.empty()) pointer = core::child_pointer(pointer, cell.shape->at_fault);
  report(pointer,
         fmt::format(
             "the budget is ${:.2f}{}, and keeping it needs the most that one request can "
             "cost: {}; {}give limits.max_cost_per_request_usd",
             limits.max_cost->dollars(),
             loaded_.scenario.limits.max_cost ? "" : " unless limits.max_cost_usd says another",
             cell.shape->unboundable,
             cell.shape->at_fault.starts_with("max_")
                 ? fmt::format("give request.{}, or ", cell.shape->at_fault)
                 : std::string{}));
}

void PlanCompiler::add_heavier(const scenario::Workload& workload, const core::JsonValue& changes,
                               std::vector<Combination>& combinations) {
  if (combinations.size() != 1) {
    report(core::child_pointer(core::child_pointer(workload.load.pointer, "search"), "heavier"),
           "the requests of a matrix differ already; \"heavier\" is for a workload without one");
    return;
  }
  Combination heavier = combinations.front();
  heavier.request.get().merge_patch(changes.get());
  combinations.front().labels.emplace_back(results::kSearchRequestLabel, "usual");
  heavier.labels.emplace_back(results::kSearchRequestLabel, "heavier");
  combinations.push_back(std::move(heavier));
}

void PlanCompiler::deal_cells(const RunPlan& plan, WorkloadPlan& compiled) {
  const search::SearchPlan* const search = plan.loads[compiled.load].search;
  // A search says itself when it is the turn of the heavier request.
  const std::uint32_t dealt =
      search != nullptr && search->heavier() != nullptr ? 1 : compiled.cells;
  for (std::uint32_t i = 0; i < dealt; ++i) {
    const auto& routing = plan.cells[compiled.first_cell + i].identity.routing;
    const auto deals = static_cast<std::size_t>(routing ? routing->deals : 1);
    compiled.deal.insert(compiled.deal.end(), deals, i);
  }
}

void PlanCompiler::add_cells(const scenario::Workload& workload, const WorkloadPlan& compiled,
                             RunPlan& plan) {
  const load::ArrivalPlan* const arrivals = plan.loads[compiled.load].arrivals.get();
  const std::string pointer = core::child_pointer(workload.pointer, "request");
  std::vector<Combination> combinations = expand_matrix(workload, loaded_.source, diagnostics_);
  const search::SearchPlan* const search = plan.loads[compiled.load].search;
  if (search != nullptr && search->heavier() != nullptr) {
    add_heavier(workload, *search->heavier(), combinations);
  }
  const auto routing = add_controls(watch_, compiled.first_cell, combinations);
  for (std::size_t i = 0; i < combinations.size(); ++i) {
    Combination& combination = combinations[i];
    CellPlan cell;
    cell.identity.routing = routing[i];
    if (compiled.session && routing[i]) cell.identity.routing->turns = compiled.session->turns;
    cell.workload = static_cast<std::uint32_t>(plan.workloads.size());
    core::Json& request = combination.request.get();
    if (compiled.session && !protocol::make_continuable(request, compiled.endpoint->turns_key())) {
      report(pointer, "a conversation goes on from a list of turns, and this request holds none");
      return;
    }
    protocol::RequestDraft draft(request, pointer, loaded_.source, diagnostics_);
    draft.material = plan.material.get();
    draft.salted = workload.salt && compiled.endpoint->caches_prompts();
    cell.request = compiled.endpoint->compile(draft);
    if (cell.request == nullptr) return;  // the other cells would repeat the same mistake
    auto content = content_.probes_for(workload, compiled.endpoint->name(), draft);
    if (!content) return;  // likewise
    cell.content = *std::move(content);
    bound_cost(workload, request, cell, plan.limits);
    if (plan.limits.enforce_price_cap) {
      cell.uncapped = UncappedRequest{core::JsonValue(request), draft.salted};
    }
    cell.identity.workload = workload.name;
    cell.identity.endpoint = workload.endpoint;
    cell.identity.model = cell.request->model();
    cell.identity.text_tokens = protocol::text_tokens_in(request);
    add_labels(*cell.request, std::move(combination.labels), cell.identity.labels);
    if (arrivals != nullptr) {
      cell.identity.open_loop = arrivals->open_loop();
      cell.identity.load = arrivals->describe();
    }
    plan.cells.push_back(std::move(cell));
  }
}

}  // namespace orbench::run
