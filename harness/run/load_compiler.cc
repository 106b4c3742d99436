#include "harness/run/load_compiler.h"

#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::run {

void LoadCompiler::report(const std::string& pointer, std::string message) const {
  diagnostics_.error(core::ErrorCode::kInvalidArgument, std::move(message),
                     loaded_.source.locate(pointer));
}

std::uint32_t LoadCompiler::join(const scenario::Workload& workload, std::uint32_t index,
                                 std::vector<LoadPlan>& loads) {
  const std::uint32_t place = load_for(workload, loads);
  LoadPlan& load = loads[place];
  load.members.push_back({index, static_cast<std::uint32_t>(workload.weight)});
  if (load.search != nullptr) check_search(workload);
  if (workload.shares_load && workload.interleave == scenario::Interleave::kSegment) {
    report(core::child_pointer(workload.pointer, "interleave"),
           "a shared load cannot be played for one cell after another; give this workload a "
           "\"load\" of its own");
  }
  return place;
}

void LoadCompiler::report_idle() const {
  if (!loaded_.scenario.load || shared_) return;
  report(loaded_.scenario.load->pointer,
         "every workload has a load of its own, so nobody shares this one; take it out");
}

std::uint32_t LoadCompiler::load_for(const scenario::Workload& workload,
                                     std::vector<LoadPlan>& loads) {
  if (workload.shares_load && shared_) return *shared_;
  const auto place = static_cast<std::uint32_t>(loads.size());
  if (workload.shares_load) shared_ = place;
  LoadPlan load = read_load(workload.load);
  load.name = workload.shares_load ? "load" : workload.name;
  loads.push_back(std::move(load));
  return place;
}

LoadPlan LoadCompiler::read_load(const scenario::Load& load) const {
  LoadPlan compiled;
  compiled.max_in_flight = load.max_in_flight;
  compiled.overload = load.overload;
  compiled.stop.warmup = load.warmup;
  compiled.stop.duration = load.duration;
  if (load.requests) compiled.stop.requests = static_cast<std::uint64_t>(*load.requests);
  if (!load.raw.get().is_object()) return compiled;  // reported by the scenario reader
  core::Params params(load.raw.get(), load.pointer, loaded_.source, diagnostics_);
  for (const char* key : scenario::kSharedLoadKeys) params.allow(key);
  if (load.searches) {
    read_search(load, params, compiled);
  } else {
    read_arrivals(load, params, compiled);
  }
  return compiled;
}

void LoadCompiler::read_arrivals(const scenario::Load& load, core::Params& params,
                                 LoadPlan& compiled) const {
  if (!load.duration && !load.requests) {
    report(load.pointer, "nothing stops this load; give duration_s or requests");
    compiled.stop.requests = 1;
  }
  compiled.arrivals = load::read_arrivals(load.arrivals, params);
  if (compiled.arrivals == nullptr) return;
  params.finish();
  if (!compiled.arrivals->open_loop() && load.overload == scenario::Overload::kDrop) {
    report(core::child_pointer(load.pointer, "overload"),
           "a closed loop has nothing to drop: it waits for its own slots; use \"queue\", or "
           "arrivals that do not wait (constant, poisson, gamma, replay)");
  }
}

void LoadCompiler::read_search(const scenario::Load& load, core::Params& params,
                               LoadPlan& compiled) const {
  for (const char* key : {"arrivals", "rate_rps", "concurrency", "think_time_ms", "warmup_s"}) {
    if (!params.has(key)) continue;
    params.allow(key);
    params.error(key, fmt::format("a search decides by itself when to send; take \"{}\" out (the "
                                  "caps \"requests\", \"duration_s\" and \"max_in_flight\" hold)",
                                  key));
  }
  core::Params own(*params.raw("search"), core::child_pointer(load.pointer, "search"),
                   loaded_.source, diagnostics_);
  std::unique_ptr<search::SearchPlan> plan = search::read_search(own);
  if (plan != nullptr) own.finish();  // else the other keys belong to a kind that is not known
  params.finish();
  if (plan != nullptr && plan->steps_clock() && !loaded_.scenario.target.is_mock()) {
    report(
        core::child_pointer(core::child_pointer(load.pointer, "search"), "step_clock"),
        R"(only the clock of the mock that orbench starts itself (target.base_url "mock") may be )"
        "put forward");
  }
  compiled.stop.warmup = core::Duration{0};
  compiled.search = plan.get();
  compiled.arrivals = std::move(plan);
}

void LoadCompiler::check_search(const scenario::Workload& workload) const {
  const auto refuse = [&](const char* key, const char* why) {
    report(core::child_pointer(workload.pointer, key), why);
  };
  if (workload.shares_load) {
    refuse("weight", "a search cannot be shared; give the workload a \"load\" of its own");
  }
  if (workload.retries.on()) {
    refuse("retries",
           "a search counts each request, and a second attempt would be one more: take "
           "\"retries\" out");
  }
  if (workload.session.get().is_object()) {
    refuse("session", "a search sends single requests: take \"session\" out");
  }
  if (workload.interleave == scenario::Interleave::kSegment) {
    refuse("interleave",
           "a search is made once, for all cells together; for each by itself give "
           "each a workload of its own");
  }
}

}  // namespace orbench::run
