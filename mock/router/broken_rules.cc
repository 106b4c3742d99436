#include "mock/router/broken_rules.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "harness/core/rng.h"
#include "harness/core/suggestion.h"
#include "mock/router/model_name.h"

namespace orbench::mock {
namespace {

void forget_suffixes(RouteRequest& request) {
  request.model = without_routing_suffixes(request.model);
  for (std::string& model : request.models) model = without_routing_suffixes(model);
}

}  // namespace

const std::vector<RoutingRule>& routing_rules() {
  using R = RouteRequest;
  static const std::vector<RoutingRule> rules = {
      {"order", "the endpoints of `provider.order` come first", [](R& r) { r.order.clear(); }},
      {"allow_fallbacks", "without fallbacks one endpoint, or those of `order`, are tried",
       [](R& r) { r.allow_fallbacks = true; }},
      {"require_parameters", "only endpoints that support every parameter sent",
       [](R& r) { r.require_parameters = false; }},
      {"data_collection", "`deny` removes endpoints that store or train",
       [](R& r) { r.deny_data_collection = false; }},
      {"zdr", "only endpoints that keep nothing", [](R& r) { r.zdr = false; }},
      {"enforce_distillable_text", "only models that allow distillation",
       [](R& r) { r.enforce_distillable_text = false; }},
      {"only", "no endpoint outside `provider.only`", [](R& r) { r.only.clear(); }},
      {"ignore", "no endpoint of `provider.ignore`", [](R& r) { r.ignore.clear(); }},
      {"quantizations", "only endpoints of these quantizations",
       [](R& r) { r.quantizations.clear(); }},
      {"sort", "`provider.sort` orders without chance", [](R& r) { r.sort = Sort::kNone; }},
      {"partition", "partition `none` ranks the endpoints of all models together",
       [](R& r) { r.partition = Partition::kModel; }},
      {"max_price", "no endpoint that costs more", [](R& r) { r.max_price = {}; }},
      {"preferred_min_throughput", "slower endpoints come last",
       [](R& r) { r.preferred_min_throughput = {}; }},
      {"preferred_max_latency", "endpoints slower to begin come last",
       [](R& r) { r.preferred_max_latency = {}; }},
      {"suffix", "`:nitro`, `:floor` and `:exacto` sort and admit tiers", forget_suffixes},
      {"models", "the models of `models[]` follow the first", [](R& r) { r.models.clear(); }},
      {"service_tier", "endpoints of the tier asked for come first",
       [](R& r) { r.service_tier.clear(); }},
      {"session", "a conversation goes on where it began", [](R& r) { r.sticks_to = nullptr; }},
      {"account", "the account's own lists and data policy hold for every request",
       [](R& r) { r.account = {}; }},
      {"context_length", "no endpoint with too short a context", [](R& r) { r.prompt_tokens = 0; }},
      {"output_length", "no endpoint whose output limit is below `max_tokens`",
       [](R& r) { r.max_tokens.reset(); }},
      {"features", "tools, formats and verbosity go to endpoints that support them, if any do",
       [](R& r) { r.habits.heeds_features = false; }},
      {"tool_quality", "requests with tools go first to endpoints that call tools well",
       [](R& r) { r.habits.heeds_tool_quality = false; }},
      {"tiers", "tier endpoints serve only requests that ask for the tier",
       [](R& r) { r.habits.reserves_tiers = false; }},
      {"outages", "endpoints with an outage come behind the stable ones",
       [](R& r) { r.habits.demotes_outages = false; }},
      {"balance", "the draw weighs an endpoint by 1/price²",
       [](R& r) { r.habits.weighs_price = false; }}};
  return rules;
}

core::Result<BrokenRule> parse_broken_rule(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const auto& rules = routing_rules();
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.name == name; });
  if (found == rules.end()) {
    std::vector<std::string> known;
    known.reserve(rules.size());
    for (const RoutingRule& rule : rules) known.emplace_back(rule.name);
    return core::fail(
        core::ErrorCode::kInvalidArgument,
        fmt::format("the router has no rule \"{}\"{}", name, core::suggest(name, known)));
  }
  BrokenRule broken{&*found, 1.0};
  if (colon == std::string_view::npos) return broken;
  const std::string share(text.substr(colon + 1));
  char* end = nullptr;
  broken.share = std::strtod(share.c_str(), &end);
  if (share.empty() || *end != '\0' || !(broken.share > 0.0 && broken.share <= 1.0)) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("\"{}\" is no share of requests; give a number above 0, at most "
                                  "1, as in \"{}:0.5\"",
                                  share, name));
  }
  return broken;
}

RouteRequest forgetting(RouteRequest request, const BrokenRules& broken, std::uint64_t seed,
                        std::uint64_t sequence) {
  for (const BrokenRule& one : broken) {
    core::Rng rng(seed, fmt::format("break {}", one.rule->name), sequence);
    if (rng.uniform() < one.share) one.rule->forget(request);
  }
  return request;
}

}  // namespace orbench::mock
