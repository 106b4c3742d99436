#include "harness/cli/calibration/exercise.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/cli/compiled_scenario.h"
#include "harness/cli/find_target.h"
#include "harness/cli/interrupts.h"
#include "harness/core/json.h"

namespace orbench::cli {
namespace {

using core::Json;

constexpr double kTtftSigma = 0.25;
constexpr int kTokens = 4;
constexpr const char* kModel = "calibrate/model";

std::string mock_config(const Exercise& exercise) {
  Json config;
  config["settings"]["keep_alive"]["count"] = 0;
  config["providers"].push_back({{"name", "Calibrate"}, {"slug", "calibrate"}});
  Json model;
  model["id"] = kModel;
  model["completion_tokens"]["median"] = kTokens;
  config["models"].push_back(model);
  Json endpoint;
  endpoint["model"] = kModel;
  endpoint["provider"] = "calibrate";
  if (exercise.ttft_median_ms > 0) {
    endpoint["ttft"]["median_ms"] = exercise.ttft_median_ms;
    endpoint["ttft"]["sigma"] = kTtftSigma;
  } else {
    endpoint["ttft"]["fixed_ms"] = 0;
  }
  endpoint["gap"]["fixed_ms"] = exercise.gap_ms;
  endpoint["pricing"]["prompt"] = "0";
  endpoint["pricing"]["completion"] = "0";
  config["endpoints"].push_back(endpoint);
  return config.dump();
}

std::string scenario_text(const Exercise& exercise) {
  Json workload;
  workload["name"] = "calibrate";
  workload["endpoint"] = "chat";
  Json& request = workload["request"];
  request["model"] = kModel;
  request["stream"] = exercise.stream;
  Json message;
  message["role"] = "user";
  message["content"] = "How late am I?";
  request["messages"].push_back(message);
  Json& load = workload["load"];
  load["arrivals"] = "constant";
  load["rate_rps"] = exercise.rate_rps;
  load["duration_s"] = exercise.window_s;
  load["warmup_s"] = exercise.warmup_s;
  if (exercise.max_in_flight) load["max_in_flight"] = *exercise.max_in_flight;

  Json scenario;
  scenario["name"] = "calibrate";
  scenario["seed"] = 1;
  scenario["target"]["base_url"] = "mock";
  scenario["engine"]["stamps"] = exercise.stamps;
  scenario["workloads"].push_back(workload);
  return scenario.dump();
}

core::Result<std::unique_ptr<mock::Server>> start_server(const Exercise& exercise) {
  const double requests = exercise.rate_rps * (exercise.window_s + exercise.warmup_s);
  mock::GroundTruth truth;
  truth.enabled = true;
  truth.keep_requests = static_cast<std::int64_t>(std::ceil(requests)) + 1;
  truth.keep_tokens = kTokens;
  mock::Options options;
  options.config_text = mock_config(exercise);
  options.ground_truth = truth;
  auto server = mock::Server::create(options);
  if (server) (*server)->start();
  return server;
}

/// Keeps what is looked at later. One worker, hence one thread until the run is over.
class Keeper final : public metrics::SampleSink {
 public:
  explicit Keeper(std::vector<Observed>& requests) : requests_(requests) {}
  void add(const metrics::Sample& sample) override {
    requests_.push_back({sample.generation_id, sample.at, sample.phase, sample.outcome});
  }

 private:
  std::vector<Observed>& requests_;
};

class Listener final : public run::EngineListener {
 public:
  Listener(const Exercise& exercise, mock::Server& server, metrics::SampleSink& sink,
           const Interrupts& interrupts)
      : exercise_(exercise), server_(server), sink_(sink), interrupts_(interrupts) {}

  core::Result<std::vector<run::WorkerSinks>> on_ready(double /*epoch_wall*/,
                                                       int /*workers*/) override {
    if (exercise_.stall) {
      server_.stall(core::from_seconds(exercise_.warmup_s + exercise_.stall->after_s),
                    core::from_seconds(exercise_.stall->length_s));
    }
    return std::vector<run::WorkerSinks>{{&sink_, nullptr}};
  }
  void on_progress(const run::Progress& /*progress*/, bool /*draining*/) override {}
  [[nodiscard]] bool may_abort() const override { return false; }
  std::optional<std::string> reason_to_abort(const metrics::Recorder& /*so_far*/) override {
    return std::nullopt;
  }
  int interrupts() override { return interrupts_.count(); }

 private:
  const Exercise& exercise_;
  mock::Server& server_;
  metrics::SampleSink& sink_;
  const Interrupts& interrupts_;
};

}  // namespace

core::Result<Exercised> run_exercise(const Exercise& exercise, const core::Clock& clock,
                                     const Interrupts& interrupts) {
  core::Diagnostics diagnostics;
  const auto compiled =
      compile_scenario({"calibrate", scenario_text(exercise)}, {}, false, diagnostics);
  if (compiled == nullptr || !diagnostics.ok()) {
    const core::Error& why = diagnostics.errors().front();
    return core::fail(core::ErrorCode::kInternal, "the built-in scenario: " + why.message,
                      why.where);
  }
  auto server = start_server(exercise);
  if (!server) return tl::unexpected(server.error());
  const run::RunTarget target = address_of(**server);
  std::vector<Observed> requests;
  Keeper keeper(requests);
  Listener listener(exercise, **server, keeper, interrupts);
  auto engine = run::run_engine(compiled->plan, target, clock, listener);
  if (!engine) return tl::unexpected(engine.error());
  if (engine->stopped_by == run::StopReason::kSignal) {
    return core::fail(core::ErrorCode::kCancelled, "interrupted: nothing was stored");
  }
  return Exercised{std::move(*engine), std::move(requests), std::move(*server)};
}

RequestCounts Exercised::counts() const {
  RequestCounts counts;
  counts.planned = engine.client.planned;
  counts.served = static_cast<std::int64_t>(server->truth_totals().requests);
  for (const Observed& request : requests) {
    if (request.phase == metrics::Phase::kMeasured) ++counts.recorded;
    if (request.at.sent.is_set()) ++counts.sent;
    if (request.outcome != core::Outcome::kOk) ++counts.failed;
  }
  return counts;
}

}  // namespace orbench::cli
