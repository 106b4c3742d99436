#include "harness/cli/run_session.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>

#include "harness/cli/build_result.h"
#include "harness/cli/calibration/store.h"
#include "harness/cli/dry_run.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/find_target.h"
#include "harness/core/json_text.h"
#include "harness/run/environment.h"
#include "harness/run/price_lookup.h"
#include "harness/run/resolve.h"
#include "harness/verify/abort_rule.h"
#include "harness/verify/verdict.h"
#include "results/codec.h"
#include "results/discovery_codec.h"
#include "results/published.h"
#include "results/server_view.h"

namespace orbench::cli {

RunSession::RunSession(std::unique_ptr<CompiledScenario> scenario, const RunOptions& options,
                       std::vector<ReportRequest> reports, Console& console)
    : scenario_(std::move(scenario)),
      options_(options),
      reports_(std::move(reports)),
      console_(console) {}

int RunSession::fail(const core::Error& error) {
  if (view_ != nullptr) view_->close();
  if (log_) log_->line("error: " + error.message);
  console_.report(error);
  const bool terminated = interrupts_.first_signal() == SIGTERM;
  if (error.code == core::ErrorCode::kCancelled && terminated) return kExitTerminated;
  return exit_code_for(error.code);
}

void RunSession::say(const std::string& text) {
  if (log_) log_->line(text);
  if (options_.verbose) console_.err(text + "\n");
}

int RunSession::execute() {
  if (const auto ready = prepare(); !ready) return fail(ready.error());
  const run::RunPlan& plan = scenario_->plan;
  view_ = make_progress_view(options_.quiet ? "none" : options_.progress,
                             {plan.name, plan.length(), plan.expected_requests()}, console_);
  auto engine = run::run_engine(plan, target_, clock_, *this);
  view_->close();
  if (!engine) return fail(engine.error());
  return finish(*engine);
}

core::Result<void> RunSession::prepare() {
  // Before anything that would end the process for want of a descriptor: an event loop does.
  if (const auto files = run::check_open_files(scenario_->plan); !files) return files;
  if (const auto reached = reach_target(); !reached) return reached;
  say(fmt::format("asking {} for an answer", target_.base_url));
  const auto answer = run::check_target(target_, target_check(), clock_);
  if (!answer) return answer;
  if (const auto affordable = check_budget(); !affordable) return affordable;
  if (const auto watch = run::routing_watch(scenario_->loaded.scenario); watch.on) {
    routing_.emplace(watch, RoutingRecord::Parts{scenario_->plan, target_, clock_,
                                                 [this] { return interrupts_.count() > 0; }});
    routing_->before();
  }
  return make_folder();
}

int RunSession::dry_run() {
  run::RunPlan& plan = scenario_->plan;
  if (run::needs_prices(plan)) {
    core::Result<void> known = reach_target();
    if (known) known = run::look_up_prices(plan, target_, target_check(), clock_);
    if (!known) return fail(known.error());
  }
  return console_.out(describe_plan(plan)) ? kExitPassed : kExitCannotRun;
}

run::TargetCheck RunSession::target_check() {
  return {scenario_->plan.http, scenario_->loaded.scenario.target.timeouts.connect,
          [this] { return interrupts_.count() > 0; }};
}

core::Result<void> RunSession::reach_target() {
  auto found = find_target(scenario_->loaded.scenario.target, scenario_->plan.seed);
  if (!found) return tl::unexpected(found.error());
  mock_ = std::move(found->mock);
  target_ = std::move(found->address);
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

core::Result<void> RunSession::make_folder() {
  const std::string path =
      options_.out.empty() ? results::default_run_path(scenario_->plan.name, core::wall_seconds())
                           : options_.out;
  auto folder = results::create_run_folder(path);
  if (!folder) return tl::unexpected(folder.error());
  folder_ = std::move(*folder);
  auto log = RunLog::open(folder_.log());
  if (!log) return tl::unexpected(log.error());
  log_ = std::move(*log);
  say(fmt::format("orbench {}: run {} against {}", ORBENCH_VERSION, scenario_->plan.name,
                  target_.base_url));
  const core::JsonValue settings = scenario::effective_json(scenario_->loaded.scenario);
  return results::write_file(folder_.scenario(), core::dumped(settings.get(), 2) + "\n");
}

core::Result<void> RunSession::open_logs(int workers) {
  const run::RunPlan& plan = scenario_->plan;
  results::SampleLogHeader header;
  header.epoch = epoch_wall_;
  header.seed = plan.seed;
  header.cells = scenario_->cells;
  header.tool_version = ORBENCH_VERSION;
  header.environment = environment();
  const auto plans = plan.recorder_plan();
  const auto offered = plan.offered_rps();
  for (std::size_t i = 0; i < plans.size(); ++i) header.schedules.push_back({plans[i], offered[i]});

  auto samples = results::SampleLog::open(folder_.samples(), header, workers);
  if (!samples) return tl::unexpected(samples.error());
  samples_ = std::move(*samples);
  auto written = results::open_sample_log(folder_.samples());
  if (!written) return tl::unexpected(written.error());
  written_ = std::move(*written);
  auto histograms =
      results::HistogramLog::open(folder_.histograms(), {epoch_wall_, scenario_->cells}, workers);
  if (!histograms) return tl::unexpected(histograms.error());
  histograms_ = std::move(*histograms);
  return {};
}

core::Result<std::vector<run::WorkerSinks>> RunSession::on_ready(double epoch_wall, int workers) {
  epoch_wall_ = epoch_wall;
  if (const auto opened = open_logs(workers); !opened) return tl::unexpected(opened.error());
  std::vector<run::WorkerSinks> sinks;
  watch_for_the_end();
  for (int i = 0; i < workers; ++i) {
    metrics::SampleSink& log = samples_->sink(i);
    sinks.push_back({end_watch_ ? &end_watch_->tap(log) : &log, &histograms_->sink(i)});
  }
  if (routing_) routing_->during(epoch_wall);
  say(fmt::format("started with {} worker{}", workers, workers == 1 ? "" : "s"));
  return sinks;
}

void RunSession::on_progress(const run::Progress& progress, bool draining) {
  view_->show(progress, draining);
}

bool RunSession::may_abort() const {
  return std::any_of(scenario_->checks.begin(), scenario_->checks.end(),
                     [](const auto& check) { return check->abort_rule() != nullptr; });
}

std::optional<std::string> RunSession::reason_to_abort(const metrics::Recorder& so_far) {
  for (const auto& check : scenario_->checks) {
    if (check->abort_rule() == nullptr) continue;
    if (auto reason = check->abort_rule()->reason(so_far, clock_.now())) {
      say("aborted: " + *reason);
      return reason;
    }
  }
  return std::nullopt;
}

void RunSession::watch_for_the_end() {
  results::RunResult known;
  known.environment = environment();
  known.settings = scenario::effective_json(scenario_->loaded.scenario);
  if (routing_) known.discovery = routing_->discovery();
  end_watch_ = make_end_watch(*scenario_, std::move(known));
}

bool RunSession::is_decided() {
  if (!end_watch_ || !end_watch_->decided()) return false;
  say("decided: every check and comparison that may stop the run");
  return true;
}

int RunSession::interrupts() { return interrupts_.count(); }

std::vector<std::pair<std::string, std::string>> RunSession::environment() const {
  auto environment = run::describe_environment();
  environment.emplace_back("target", mock_ != nullptr ? "embedded mock" : target_.base_url);
  if (!name_lookup_.empty()) environment.emplace_back("name_lookup", name_lookup_);
  return environment;
}

core::Result<results::Verdict> RunSession::judge(const results::RunResult& result) {
  const verify::RunEnd end{interrupts_.first_signal(), result.run.stopped_by == "abort"};
  return verify::evaluate(result, scenario_->checks, *written_, end, options_.strict);
}

void RunSession::finish_routing(results::RunResult& result) {
  if (!routing_) return;
  say("asking for the endpoint tables again");
  routing_->after(*written_);
  result.discovery = routing_->discovery();
  result.published = results::compare_with_published(result);
  auto views = results::server_views(*result.discovery, *written_);
  if (views) result.server_views = std::move(*views);
  note_trouble(
      results::write_file(folder_.discovery(), results::encode_discovery(*result.discovery)));
}

void RunSession::note_trouble(const core::Result<void>& done) {
  if (!done) trouble_.push_back(done.error());
}

int RunSession::finish(const run::EngineResult& engine) {
  note_trouble(samples_->close());
  note_trouble(histograms_->close());
  results::RunResult result =
      build_result(*scenario_, engine, {folder_.path, epoch_wall_, environment()});
  quote_stored_calibration(result.client, console_);
  finish_routing(result);
  auto verdict = judge(result);
  if (!verdict) return fail(verdict.error());
  say(fmt::format("ended after {:.1f} s ({}): {}", result.run.duration_s, result.run.stopped_by,
                  to_string(verdict->status)));

  note_trouble(results::write_file(folder_.summary(), results::encode_summary(result, *verdict)));
  // All there is to lose is on disk: a report that hangs may be interrupted like any program.
  interrupts_.end();
  say("reporting");
  if (reports_.empty() && !options_.quiet) {
    reports_.push_back({reporters::find_reporter("text"), ""});
  }
  for (const ReportRequest& request : reports_) {
    note_trouble(write_report(request, {result, *verdict, written_.get(), folder_.path}, console_));
  }
  for (const core::Error& error : trouble_) console_.report(error);
  const bool lost = !trouble_.empty() && verdict->exit_code == kExitPassed;
  return lost ? kExitCannotRun : verdict->exit_code;
}

}  // namespace orbench::cli
