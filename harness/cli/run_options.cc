#include "harness/cli/run_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/cli/override_flag.h"
#include "harness/core/json_text.h"
#include "harness/core/suggestion.h"
#include "harness/protocol/endpoint.h"

namespace orbench::cli {

void RunOptions::add_to(CLI::App& app) {
  app.add_option("SCENARIO", scenario, "scenario file; or use --endpoint without a file");

  const std::string without = "Without a file";
  app.add_option("--endpoint", quick.endpoint, "endpoint kind, e.g. chat")->group(without);
  app.add_option("--model", quick.model, "model to ask for")->group(without);
  app.add_option("-c,--concurrency", quick.concurrency, "requests at a time (closed loop)")
      ->group(without)
      ->capture_default_str();
  app.add_option("-n,--requests", quick.requests, "requests in all (default 100)")->group(without);
  app.add_option("--rate", quick.rate_rps, "Poisson arrivals per second (open loop)")
      ->group(without);
  app.add_option("--duration", quick.duration_s, "seconds to measure")->group(without);

  const std::string keys = "Scenario keys";
  app.add_option("--set", sets, "any scenario key; the value is JSON, else text (repeatable)")
      ->type_name("PATH=VALUE")
      ->group(keys);
  app.add_option("--target", target, "mock, or a base URL")->type_name("mock|URL")->group(keys);
  app.add_option("--seed", seed, "seed of arrivals, bodies and order")->group(keys);
  app.add_option("--workers", workers, "event loops, a thread each")->group(keys);
  app.add_option("--tag", tags, "kept with the run (repeatable)")->type_name("K=V")->group(keys);
  app.add_option("--max-cost-usd", max_cost_usd, "budget of the run")->group(keys);
  app.add_option("--max-requests", max_requests, "cap on requests in all")->group(keys);
  app.add_option("--ca-file", ca_file, "PEM file of a private CA")->type_name("FILE")->group(keys);

  const std::string output = "Output";
  app.add_option("--out", out, "run folder (default results/runs/<UTC time>-<name>)")
      ->type_name("DIR")
      ->group(output);
  app.add_option("--report", reports, "report after the run; without FILE to standard output")
      ->type_name("FORMAT[=FILE]")
      ->group(output);
  app.add_option("--progress", progress, "auto, plain, json or none")
      ->check(CLI::IsMember({"auto", "plain", "json", "none"}))
      ->capture_default_str()
      ->group(output);
  app.add_flag("--dry-run", dry_run, "show the plan; send nothing")->group(output);
  app.add_option("--baseline", baseline,
                 "run, folder of runs or baseline file that this run must not be worse than")
      ->type_name("RUN")
      ->group(output);
  app.add_flag("--strict", strict,
               "undecided checks and a client-limited run make the measurement invalid")
      ->group(output);
  app.add_flag("-q,--quiet", quiet, "no progress and no summary")->group(output);
  app.add_flag("-v,--verbose", verbose, "say what happens on standard error too")->group(output);
}

ScenarioOrigin RunOptions::origin(core::Diagnostics& diagnostics) const {
  const auto usage = [&](std::string message) {
    diagnostics.error(core::ErrorCode::kInvalidArgument, std::move(message));
    return ScenarioOrigin{};
  };
  if (!scenario.empty() && !quick.endpoint.empty()) {
    return usage("give a scenario file or --endpoint, not both");
  }
  if (!scenario.empty()) return {scenario, "", baseline};
  if (quick.endpoint.empty()) {
    return usage("nothing to run; give a scenario file, or --endpoint chat --model MODEL");
  }
  const protocol::Endpoint* kind = protocol::find_endpoint(quick.endpoint);
  if (kind == nullptr) {
    return usage(fmt::format("unknown endpoint \"{}\"{}", quick.endpoint,
                             core::suggest(quick.endpoint, protocol::endpoint_names())));
  }
  if (quick.model.empty()) return usage("--endpoint needs --model");
  return {"the command line", quick_scenario(quick, *kind), baseline};
}

std::vector<scenario::Override> RunOptions::overrides(core::Diagnostics& diagnostics) const {
  std::vector<scenario::Override> all;
  for (const std::string& set : sets) {
    scenario::Override parsed = parse_set_flag(set, diagnostics);
    if (!parsed.path.empty()) all.push_back(std::move(parsed));
  }
  const auto add = [&all](const std::string& path, const std::string& value,
                          const std::string& flag) {
    all.push_back({path, value, fmt::format("{} {}", flag, value)});
  };
  if (!target.empty()) add("target.base_url", target, "--target");
  if (seed) add("seed", std::to_string(*seed), "--seed");
  if (workers) add("engine.workers", std::to_string(*workers), "--workers");
  if (max_cost_usd) add("limits.max_cost_usd", fmt::format("{}", *max_cost_usd), "--max-cost-usd");
  if (max_requests) add("limits.max_requests", std::to_string(*max_requests), "--max-requests");
  if (!ca_file.empty()) add("target.ca_file", ca_file, "--ca-file");
  for (const std::string& tag : tags) {
    const std::size_t equals = tag.find('=');
    if (equals == std::string::npos || equals == 0 || tag.find('.') < equals) {
      diagnostics.error(core::ErrorCode::kInvalidArgument,
                        "--tag wants key=value, and no dot in the key; found \"" + tag + "\"",
                        "--tag " + tag);
      continue;
    }
    // Quoted, so that `--tag build=7` stays text.
    const core::Json value = tag.substr(equals + 1);
    add("tags." + tag.substr(0, equals), core::dumped(value), "--tag");
  }
  return all;
}

}  // namespace orbench::cli
