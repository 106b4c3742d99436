// How a run finds its target, reaches it, and makes sure that it can be paid for.
#include <utility>

#include <fmt/format.h>

#include "harness/cli/dry_run.h"
#include "harness/cli/run_session.h"
#include "harness/run/price_lookup.h"
#include "harness/run/resolve.h"

namespace orbench::cli {

run::TargetCheck RunSession::target_check() {
  return {scenario_->plan.http, scenario_->loaded.scenario.target.timeouts.connect,
          [this] { return interrupts_.count() > 0; }};
}

core::Result<void> RunSession::reach_target() {
  if (const auto target = find_target(); !target) return target;
  const run::TargetCheck check = target_check();
  auto resolved = run::resolve_host(target_.base_url, {check.patience, check.give_up}, clock_);
  if (!resolved) return tl::unexpected(resolved.error());
  if (*resolved) {
    name_lookup_ = run::describe(**resolved);
    target_.hosts.push_back(std::move((*resolved)->host));
  }
  return {};
}

core::Result<void> RunSession::check_budget() {
  run::RunPlan& plan = scenario_->plan;
  if (!plan.limits.max_cost) return {};
  if (run::needs_prices(plan)) {
    const auto known = run::look_up_prices(plan, target_, target_check(), clock_);
    if (!known) return known;
    scenario_->cells = plan.identities();  // with the caps, where they were sent
  }
  for (std::uint32_t i = 0; i < plan.cells.size(); ++i) {
    const core::Usd worst = run::estimate_cost(plan, i).worst;
    if (worst <= *plan.limits.max_cost) continue;
    return core::fail(
        core::ErrorCode::kInvalidArgument,
        fmt::format(
            "one request of \"{}\" may cost ${:.6f}, more than the budget of ${:.6f}; raise "
            "limits.max_cost_usd, or ask for less with request.max_tokens",
            plan.workloads[plan.cells[i].workload].name, worst.dollars(),
            plan.limits.max_cost->dollars()),
        "#/limits/max_cost_usd");
  }
  const std::string budget = describe_budget(plan);
  say(budget.substr(0, budget.find('\n')));
  if (!options_.quiet) console_.err(budget);
  return {};
}

core::Result<void> RunSession::find_target() {
  const scenario::Target& target = scenario_->loaded.scenario.target;
  target_.ca_file = target.ca_file;
  if (!target.is_mock()) {
    target_.base_url = target.base_url;
    const bool chosen = target.api_key_env != scenario::Target{}.api_key_env;
    auto key = run::key_for(target.base_url, target.api_key_env, chosen);
    if (!key) return tl::unexpected(key.error());
    target_.key = std::move(*key);
    return {};
  }
  mock::Options options;
  if (!target.mock.config.empty()) options.config_path = target.mock.config;
  options.seed = scenario_->plan.seed;
  options.faults = target.mock.faults;
  auto server = mock::Server::create(options);
  if (!server) return tl::unexpected(server.error());
  mock_ = std::move(*server);
  mock_->start();
  target_.base_url = mock_->base_url();
  target_.key = core::Secret("the-mock-takes-any-key");
  return {};
}

}  // namespace orbench::cli
