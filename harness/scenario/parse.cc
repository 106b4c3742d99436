#include "harness/scenario/parse.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "harness/core/params.h"
#include "harness/scenario/data_reader.h"
#include "harness/scenario/load_reader.h"
#include "harness/scenario/shared_fields.h"
#include "harness/scenario/variables.h"
#include "harness/scenario/workload_reader.h"

namespace orbench::scenario {
namespace {

using core::Bounds;
using core::Json;
using core::Params;

// The largest whole number that every JSON reader keeps exactly.
constexpr double kLargestSeed = 9007199254740991.0;
constexpr std::size_t kMaxListed = 1000;  // of checks, of faults

std::string read_base_url(Params& params, const Variables& variables, std::string fallback) {
  std::string url =
      variables.expand(params.text("base_url", std::move(fallback)), "base_url", params);
  if (url == "mock") return url;
  const core::UrlParts parts = core::split_url(url);
  if (!parts.ok || parts.path.find_first_of("?#") != std::string::npos) {
    // The text is not shown: it may hold a password.
    params.error("base_url",
                 "\"base_url\" must be \"mock\" or a URL such as https://openrouter.ai/api/v1, "
                 "without user, query or fragment");
    return "mock";
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string read_key_variable(Params& params, std::string fallback) {
  std::string name = params.text("api_key_env", fallback);
  if (is_variable_name(name)) return name;
  // The text is not shown: it may be the key itself.
  params.error("api_key_env",
               "\"api_key_env\" is the name of an environment variable, not the key itself");
  return fallback;
}

/// The variable of the key, before the rest of the target is read.
std::string key_variable(const Json& document) {
  const Json::json_pointer at("/target/api_key_env");
  const bool given = document.contains(at) && document[at].is_string();
  return given ? document[at].get<std::string>() : Target{}.api_key_env;
}

core::HttpVersion read_http_version(Params& params) {
  const std::string version = params.choice("http", "1.1", {"1.1", "2", "auto"});
  if (version == "2") return core::HttpVersion::kHttp2;
  return version == "auto" ? core::HttpVersion::kAuto : core::HttpVersion::kHttp1;
}

MockSettings read_mock(Params& params) {
  MockSettings mock;
  mock.config = params.text("config", "");
  read_list(params, "faults", kMaxListed, [&](const Json& fault, const std::string& pointer) {
    if (fault.is_string()) {
      mock.faults.push_back(fault.get_ref<const std::string&>());
    } else {
      params.diagnostics().error(core::ErrorCode::kInvalidArgument,
                                 "a fault is a string: NAME or NAME:probability",
                                 params.source().locate(pointer));
    }
  });
  return mock;
}

Target read_target(Params& params, const Variables& variables) {
  Target target;
  target.base_url = read_base_url(params, variables, target.base_url);
  target.api_key_env = read_key_variable(params, target.api_key_env);
  read_headers(params, variables, target.headers);
  target.http = read_http_version(params);
  read_timeouts(params, target.timeouts);
  params.object("mock", [&target](Params& own) { target.mock = read_mock(own); });
  target.ca_file = params.text("ca_file", "");
  return target;
}

EngineSettings read_engine(Params& params) {
  EngineSettings engine;
  engine.workers = static_cast<int>(params.integer("workers", engine.workers, {1, 64, false}));
  engine.stamps = params.choice("stamps", engine.stamps, {"auto", "kernel", "callback"});
  engine.spin = params.duration("spin_us", engine.spin, {0, 10'000, false});
  engine.rest = params.duration("rest_us", engine.rest, {0, 10'000, false});
  params.object("connections", [&engine](Params& own) {
    engine.reuse_connections = own.flag("reuse", engine.reuse_connections);
    engine.prewarm_connections = own.flag("prewarm", engine.prewarm_connections);
  });
  return engine;
}

std::optional<core::Usd> read_money(Params& params, std::string_view key) {
  const auto dollars = params.optional_number(key, Bounds{0, 1e6, false});
  if (!dollars) return {};
  return core::Usd::from_dollars(*dollars);
}

Limits read_limits(Params& params) {
  Limits limits;
  limits.max_cost = read_money(params, "max_cost_usd");
  limits.max_cost_per_request = read_money(params, "max_cost_per_request_usd");
  limits.enforce_price_cap = params.flag("enforce_price_cap", false);
  limits.max_requests = params.optional_integer("max_requests", {1, 1e15, false});
  limits.max_duration = params.optional_duration("max_duration_s", {0, 1e7, true});
  limits.max_in_flight = params.optional_integer("max_in_flight", {1, 1e6, false});
  return limits;
}

CheckSpec read_check(const Json& value, const std::string& pointer, Params& scenario) {
  // Built only to report a value that is no object; the keys are verify's.
  Params typed(value, pointer, scenario.source(), scenario.diagnostics());
  if (value.is_object() && value.empty()) typed.error({}, "an empty check checks nothing");
  return {core::JsonValue(value), pointer};
}

}  // namespace

Scenario parse(const Json& document, const core::SourceMap& source,
               core::Diagnostics& diagnostics) {
  Scenario scenario;
  Params params(document, "", source, diagnostics);
  if (!document.is_object()) return scenario;
  (void)params.optional_text("$schema");
  scenario.name = read_name(params);
  scenario.seed = static_cast<std::uint64_t>(params.integer("seed", 0, {0, kLargestSeed, false}));
  const Variables variables = Variables::read(params, key_variable(document));
  scenario.env = variables.all();
  params.object("target", [&](Params& own) { scenario.target = read_target(own, variables); });
  params.object("engine", [&](Params& own) { scenario.engine = read_engine(own); });
  scenario.graceful_stop =
      params.duration("graceful_stop_s", scenario.graceful_stop, {0, 86'400, false});
  params.object("limits", [&](Params& own) { scenario.limits = read_limits(own); });
  scenario.tags = params.text_map("tags");
  for (auto& tag : scenario.tags) tag.second = variables.expand(tag.second, "tags", params);
  scenario.data = read_data(params);
  if (params.has("load")) scenario.load = read_load(params);
  scenario.workloads = read_workloads(params, {scenario.target, scenario.load, variables});
  read_list(params, "checks", kMaxListed, [&](const Json& value, const std::string& pointer) {
    scenario.checks.push_back(read_check(value, pointer, params));
  });
  params.finish();
  return scenario;
}

}  // namespace orbench::scenario
