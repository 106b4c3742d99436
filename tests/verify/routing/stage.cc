#include "tests/verify/routing/stage.h"

#include <algorithm>
#include <array>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/rng.h"
#include "harness/verify/routing/sequential_rule.h"
#include "mock/responders/text_request.h"
#include "mock/router/broken_rules.h"
#include "mock/router/routing_facts.h"

namespace orbench::verify::routing {
namespace {

using core::Json;

constexpr int kUnavailable = 503;

mock::Config catalog() {
  auto config = mock::parse_config(R"({
    "providers": [{"name": "Cheap Co", "slug": "cheap"}, {"name": "Mid", "slug": "mid"},
                  {"name": "Quick", "slug": "quick"}, {"name": "Dear", "slug": "dear"},
                  {"name": "Other", "slug": "other"}],
    "models": [{"id": "a/m", "distillable": false}, {"id": "a/n"}],
    "endpoints": [
      {"model": "a/m", "provider": "cheap", "quantization": "mxfp8", "max_completion_tokens": 1000,
       "ttft": {"median_ms": 400, "sigma": 0.5}, "gap": {"fixed_ms": 20},
       "pricing": {"prompt": "0.000001", "completion": "0.000001"},
       "supported_parameters": ["temperature", "max_tokens"], "terms": {"collects_data": true}},
      {"model": "a/m", "provider": "mid", "tag": "mid/eu", "quantization": "int8",
       "ttft": {"median_ms": 100, "sigma": 1}, "gap": {"median_ms": 8, "sigma": 0.5},
       "pricing": {"prompt": "0.0000015", "completion": "0.0000015"},
       "supported_parameters": ["temperature", "max_tokens", "seed"], "terms": {"zdr": true}},
      {"model": "a/m", "provider": "quick", "quantization": "bf16",
       "ttft": {"fixed_ms": 50}, "gap": {"fixed_ms": 4},
       "pricing": {"prompt": "0.000002", "completion": "0.000002"},
       "supported_parameters": ["temperature", "max_tokens", "seed", "tools"],
       "terms": {"zdr": true}},
      {"model": "a/m", "provider": "dear", "quantization": "fp16",
       "ttft": {"fixed_ms": 200}, "gap": {"fixed_ms": 2},
       "pricing": {"prompt": "0.000004", "completion": "0.000004"},
       "supported_parameters": ["temperature", "max_tokens", "seed"]},
      {"model": "a/m", "provider": "quick", "tag": "quick/priority", "quantization": "bf16",
       "ttft": {"fixed_ms": 20}, "gap": {"fixed_ms": 1},
       "pricing": {"prompt": "0.000008", "completion": "0.000008"},
       "supported_parameters": ["temperature", "max_tokens", "seed"], "terms": {"zdr": true}},
      {"model": "a/m", "provider": "cheap", "tag": "cheap/flex", "quantization": "mxfp8",
       "ttft": {"fixed_ms": 900}, "gap": {"fixed_ms": 50},
       "pricing": {"prompt": "0.0000005", "completion": "0.0000005"},
       "supported_parameters": ["temperature", "max_tokens"]},
      {"model": "a/n", "provider": "other", "quantization": "fp4",
       "ttft": {"fixed_ms": 10}, "gap": {"fixed_ms": 1.5},
       "pricing": {"prompt": "0.0000002", "completion": "0.0000002"},
       "supported_parameters": ["temperature", "max_tokens", "seed"], "terms": {"zdr": true}}]})",
                                   "stage.json");
  EXPECT_TRUE(config) << (config ? "" : config.error().message);
  return config ? std::move(*config) : mock::Config{};
}

results::Percentiles scaled(const std::array<double, 4>& values, double scale) {
  results::Percentiles out{};
  for (std::size_t i = 0; i < out.size(); ++i) out.at(i) = values.at(i) * scale;
  return out;
}

results::EndpointRow row_of(const mock::Endpoint& endpoint) {
  results::EndpointRow row;
  row.model = endpoint.model_id;
  row.provider = endpoint.provider_name;
  row.tag = endpoint.tag;
  row.quantization = endpoint.quantization;
  row.prices = {{"prompt", endpoint.prompt_price.per_token.dollars()},
                {"completion", endpoint.completion_price.per_token.dollars()}};
  row.max_completion_tokens = endpoint.max_completion_tokens;
  row.supported_parameters = endpoint.supported_parameters;
  row.uptime = endpoint.uptime_percent;
  const mock::Standing standing = mock::configured_standing(endpoint);
  row.latency_ms = scaled(*standing.latency_s, 1000);
  row.throughput = scaled(*standing.throughput, 1);
  row.zdr = endpoint.terms.zdr;
  return row;
}

results::Discovery discovery_of(const mock::Catalog& catalog) {
  results::Snapshot snapshot;
  for (const mock::Model& model : catalog.models()) {
    snapshot.models.push_back({model.id, model.id, model.facts.distillable});
  }
  for (const mock::Endpoint& endpoint : catalog.endpoints()) {
    snapshot.endpoints.push_back(row_of(endpoint));
  }
  results::Discovery discovery;
  discovery.snapshots = {snapshot, snapshot};
  return discovery;
}

results::Probe probe_of(const mock::Catalog& catalog, mock::RouteRequest request) {
  request.deny_data_collection = true;
  request.order = {"nobody"};
  request.allow_fallbacks = false;
  const mock::Route route = mock::route(request, {catalog, 1, 0});
  results::Probe probe;
  probe.preference = "data_collection";
  probe.status = 404;
  for (const mock::Removal& removal : route.removed) {
    probe.removed.push_back({std::string(removal.step), {removal.endpoint->tag}});
  }
  return probe;
}

/// What the run keeps of a request; the parameters by the mock's own reading of the body.
Json asked_json(Json body, const mock::RouteRequest& request) {
  body["parameters"] = request.parameters;
  return body;
}

Json without_preference(const Json& body) {
  Json out = body;
  for (const char* key : {"provider", "models", "route", "service_tier", "session_id"}) {
    out.erase(key);
  }
  out["model"] = without_suffix(body.at("model").get<std::string>());
  return out;
}

mock::RouteRequest read(const Json& body) {
  return mock::read_routing(nlohmann::json::parse(body.dump()));
}

void tell(const mock::RoutingFacts& facts, metrics::Sample& sample) {
  core::Routing& routing = sample.routing.made();
  routing.told = true;
  routing.attempt = static_cast<std::uint32_t>(facts.attempt);
  routing.byok = facts.is_byok;
  routing.strategy = facts.strategy;
  for (const mock::OfferedEndpoint& one : facts.available) {
    const std::string model(one.model);
    const auto known = std::find(routing.models.begin(), routing.models.end(), model);
    if (known == routing.models.end()) routing.models.push_back(model);
    if (!one.selected) continue;
    routing.selected_count += 1;
    routing.selected = one.provider;
    routing.selected_model = model;
  }
  for (const mock::Tried& one : facts.attempts) {
    routing.attempts.push_back({one.endpoint->provider_name, one.endpoint->model_id, one.status});
  }
}

}  // namespace

Stage::Stage() : config_(catalog()), discovery_(discovery_of(config_.catalog)) {}

metrics::Sample Stage::answer(const mock::RouteRequest& request, const Play& play,
                              const mock::BrokenRules& broken, std::uint64_t sequence,
                              const mock::Endpoint** served) const {
  const mock::Route route = mock::route(
      request, {config_.catalog, play.seed, sequence, mock::configured_standing, broken});
  auto tried = mock::try_in_order(route, [&](const mock::Endpoint& endpoint) {
    const auto slug = endpoint.tag.substr(0, endpoint.tag.find('/'));
    const bool down = std::find(play.down.begin(), play.down.end(), slug) != play.down.end();
    return down ? kUnavailable : 200;
  });
  metrics::Sample sample;
  if (served != nullptr) *served = nullptr;
  if (tried.empty()) {
    sample.status = 404;
    sample.outcome = core::Outcome::kHttpError;
    sample.routing.made().failed_step = route.failed_step;
  } else if (tried.back().status != 200) {
    sample.status = tried.back().status;
    sample.outcome = core::Outcome::kHttpError;
  } else {
    const mock::Endpoint& endpoint = *tried.back().endpoint;
    sample.status = 200;
    sample.outcome = core::Outcome::kOk;
    sample.provider = endpoint.provider_name;
    sample.model = endpoint.model_id;
    sample.tier = mock::tier_name(endpoint.tier);
    if (served != nullptr) *served = &endpoint;
  }
  tell(mock::routing_facts(request, route, std::move(tried)), sample);
  return sample;
}

std::map<std::string, Finding> Stage::judge(const std::string& request, const Play& play,
                                            const std::vector<std::string>& by_name) {
  const Json body = Json::parse(request);
  const mock::RouteRequest with = read(body);
  const mock::RouteRequest without = read(without_preference(body));
  mock::BrokenRules broken;
  if (!play.broken.empty()) {
    auto rule = mock::parse_broken_rule(play.broken);
    EXPECT_TRUE(rule) << play.broken;
    if (rule) broken.push_back(*rule);
  }
  discovery_.probes = {probe_of(config_.catalog, with)};
  const Market market(discovery_);
  Case ground{parse_asked(asked_json(body, with)), market, {}, play.profile};
  ground.probes = {&discovery_.probes.front()};
  const int tests = std::max(1, count_statistical_tests(ground.asked, play.profile));
  ground.alpha_broken /= tests;

  std::map<std::string, std::unique_ptr<Rule>> rules;
  std::vector<const SequentialRule*> looking;
  for (const RuleKind& kind : rule_kinds()) {
    const bool named = std::find(by_name.begin(), by_name.end(), kind.name) != by_name.end();
    const bool sent = kind.sent != nullptr && kind.sent(ground.asked);
    if (!named && !sent) continue;
    std::unique_ptr<Rule>& rule = rules[kind.name] = kind.make(ground);
    if (!play.stops) continue;
    auto looks = std::make_unique<SequentialRule>(std::move(rule), results::LookPlan{});
    looking.push_back(looks.get());
    rule = std::move(looks);
  }
  core::Rng rng(play.seed, "stage");
  std::uint64_t sequence = 0;
  std::map<std::uint32_t, const mock::Endpoint*> sticky;
  std::vector<Arm> arms = {Arm::kPreference, Arm::kPreference, Arm::kControl};
  std::uint32_t turn = 0;
  const auto is_decided = [](const SequentialRule* rule) { return rule->decided(); };
  played_ = 0;
  for (int round = 0; round < play.rounds; ++round) {
    if (play.stops && std::all_of(looking.begin(), looking.end(), is_decided)) break;
    rng.shuffle(arms);
    for (const Arm arm : arms) {
      played_ += arm == Arm::kPreference ? 1 : 0;
      mock::RouteRequest asked = arm == Arm::kControl ? without : with;
      const bool session = arm == Arm::kPreference && !asked.session_id.empty();
      const auto turns = static_cast<std::uint32_t>(play.turns);
      const std::uint32_t of_session = session ? turn % turns : 0;
      const std::uint32_t cell = session ? turn++ / turns : 0;
      if (session) asked.sticks_to = sticky[cell];
      const mock::Endpoint* served = nullptr;
      metrics::Sample sample = answer(asked, play, broken, sequence, &served);
      if (session && served != nullptr) sticky[cell] = served;
      sample.seq = sequence++;
      if (session && play.conversations) {
        sample.turn = of_session + 1;
        sample.seq = cell * turns + of_session;
      } else {
        sample.cell = cell;
      }
      const Trial trial = trial_of(sample);
      for (const auto& [name, rule] : rules) {
        rule->observe(trial, {arm, static_cast<std::uint64_t>(round)});
      }
    }
  }
  std::map<std::string, Finding> findings;
  for (const auto& [name, rule] : rules) findings[name] = rule->conclude(1);
  return findings;
}

}  // namespace orbench::verify::routing
