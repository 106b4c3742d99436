// What holds for every request, and what a rule that is broken on purpose changes.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "mock/router/broken_rules.h"
#include "tests/mock/router_fixture.h"

namespace orbench::mock {
namespace {

using R = RouteRequest;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A request that obeys a rule visibly: without it the route would be another one.
struct Use {
  std::string_view rule;
  std::set<std::string_view> also;  // other rules that matter to the same request
  Change change;
};

const Endpoint* quick_endpoint() { return router_config().catalog.endpoints_of("a/m").front(); }

const std::vector<Use>& uses() {
  static const std::vector<Use> all = {
      {"order",
       {},
       [](R& r) {
         r.order = {"quick", "mid", "cheap"};
       }},
      {"allow_fallbacks", {}, [](R& r) { r.allow_fallbacks = false; }},
      {"require_parameters",
       {},
       [](R& r) { r.parameters = {"top_k"}, r.require_parameters = true; }},
      {"data_collection", {}, [](R& r) { r.deny_data_collection = true; }},
      {"zdr", {}, [](R& r) { r.zdr = true; }},
      {"enforce_distillable_text", {}, [](R& r) { r.enforce_distillable_text = true; }},
      {"only", {}, [](R& r) { r.only = {"quick"}; }},
      {"ignore", {}, [](R& r) { r.ignore = {"cheap"}; }},
      {"quantizations", {}, [](R& r) { r.quantizations = {"bf16"}; }},
      {"sort", {}, [](R& r) { r.sort = Sort::kLatency; }},
      {"partition", {"models"}, [](R& r) { r.models = {"a/n"}, r.partition = Partition::kNone; }},
      {"max_price", {}, [](R& r) { r.max_price.prompt = 2.5; }},
      {"preferred_min_throughput", {}, [](R& r) { r.preferred_min_throughput[0] = 300; }},
      {"preferred_max_latency", {}, [](R& r) { r.preferred_max_latency[0] = 0.06; }},
      {"suffix", {}, [](R& r) { r.model = "a/m:floor"; }},
      {"models", {}, [](R& r) { r.models = {"a/n"}; }},
      {"service_tier", {}, [](R& r) { r.service_tier = "priority"; }},
      {"session", {}, [](R& r) { r.sticks_to = quick_endpoint(); }},
      {"account", {}, [](R& r) { r.account.ignore = {"cheap"}; }},
      {"context_length", {}, [](R& r) { r.prompt_tokens = 1001; }},
      {"output_length", {}, [](R& r) { r.max_tokens = 101; }},
      {"features", {}, [](R& r) { r.parameters = {"tools"}; }},
      {"tool_quality",
       {"features", "balance"},
       [](R& r) { r.parameters = {"tools"}, r.sort = Sort::kNone; }},
      {"tiers", {}, [](R&) {}},
      {"outages", {"balance"}, [](R& r) { r.model = "b/shaky", r.sort = Sort::kNone; }},
      {"balance", {}, [](R& r) { r.sort = Sort::kNone; }},
  };
  return all;
}

const RoutingRule& rule_of(std::string_view name) {
  const auto& rules = routing_rules();
  return *std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.name == name; });
}

constexpr std::uint64_t kSequences = 30;

std::vector<std::string> outcomes(const RouteRequest& request, const BrokenRules& broken) {
  std::vector<std::string> all;
  for (std::uint64_t sequence = 0; sequence < kSequences; ++sequence) {
    const auto tags = tags_of(routed(request, sequence, broken));
    all.insert(all.end(), tags.begin(), tags.end());
    all.emplace_back("|");
  }
  return all;
}

TEST(RouterRules, AreAllNamedDescribedAndUsed) {
  ASSERT_THAT(routing_rules(), SizeIs(uses().size()));
  for (std::size_t i = 0; i < uses().size(); ++i) {
    EXPECT_EQ(routing_rules()[i].name, uses()[i].rule);
    EXPECT_FALSE(routing_rules()[i].description.empty());
  }
}

TEST(RouterRules, ChangeTheRouteOfThoseWhoUseThemWhenBroken) {
  for (const Use& use : uses()) {
    const RouteRequest request = asking(use.change);
    EXPECT_NE(outcomes(request, {}), outcomes(request, {{&rule_of(use.rule), 1.0}})) << use.rule;
  }
}

TEST(RouterRules, ChangeNothingForThoseWhoDoNotUseThem) {
  // Every request of the table is sorted by price and spares the tiers unless it says otherwise.
  for (const Use& use : uses()) {
    const RouteRequest request = asking(use.change);
    const auto kept = outcomes(request, {});
    for (const RoutingRule& rule : routing_rules()) {
      const bool is_sorted = request.sort != Sort::kNone && request.order.empty();
      const bool is_used = rule.name == use.rule || use.also.count(rule.name) > 0 ||
                           rule.name == "tiers" || (rule.name == "sort" && is_sorted);
      if (is_used) continue;
      EXPECT_EQ(kept, outcomes(request, {{&rule, 1.0}}))
          << "breaking " << rule.name << " touched a request that uses " << use.rule;
    }
  }
}

TEST(RouterRules, AreBrokenForTheShareAskedForAndAloneByTheirName) {
  RouteRequest request = asking([](R& r) { r.only = {"quick"}; });
  int broken = 0;
  constexpr int kRequests = 1000;
  for (std::uint64_t sequence = 0; sequence < kRequests; ++sequence) {
    broken +=
        static_cast<int>(routed(request, sequence, {{&rule_of("only"), 0.5}}).attempts.size() > 1);
  }
  EXPECT_NEAR(broken, kRequests / 2, 60) << "four standard deviations are 63";
}

TEST(RouterRules, ReadTheirNameAndShare) {
  const auto half = parse_broken_rule("order:0.5");
  ASSERT_TRUE(half);
  EXPECT_EQ(half->rule->name, "order");
  EXPECT_EQ(half->share, 0.5);
  EXPECT_EQ(parse_broken_rule("zdr")->share, 1.0);
  for (const char* wrong : {"", "ordr", "order:", "order:x", "order:0", "order:1.5", "order:nan"}) {
    EXPECT_FALSE(parse_broken_rule(wrong)) << wrong;
  }
  EXPECT_THAT(parse_broken_rule("ordr").error().message, HasSubstr("order"));
}

/// A request of random preferences, each asked for now and then.
RouteRequest random_request(core::Rng& rng) {
  RouteRequest request = asking([](R&) {});
  const auto now_and_then = [&] { return rng.below(4) == 0; };
  const auto some = [&](std::vector<std::string> names) {
    rng.shuffle(names);
    names.resize(1 + rng.below(2));
    return names;
  };
  const std::vector<std::string> slugs = {"cheap", "QUICK", "mid/eu", "quick/priority", "other"};
  if (now_and_then()) request.models = {"a/n"};
  if (now_and_then()) request.partition = Partition::kNone;
  if (now_and_then()) request.order = some(slugs);
  if (now_and_then()) request.only = some(slugs);
  if (now_and_then()) request.ignore = some(slugs);
  if (now_and_then()) request.allow_fallbacks = false;
  request.sort = static_cast<Sort>(rng.below(5));
  if (now_and_then()) request.zdr = true;
  if (now_and_then()) request.deny_data_collection = true;
  if (now_and_then()) request.enforce_distillable_text = true;
  if (now_and_then()) request.quantizations = some({"fp8", "fp4", "bf16", "int8"});
  if (now_and_then()) request.max_price.prompt = rng.uniform() * 4.0;
  if (now_and_then()) request.parameters = some({"tools", "temperature", "verbosity"});
  if (now_and_then()) request.require_parameters = true;
  if (now_and_then()) request.max_tokens = 50 + static_cast<std::int64_t>(rng.below(100));
  if (now_and_then()) request.preferred_max_latency[0] = rng.uniform() * 0.1;
  if (now_and_then()) request.service_tier = rng.below(2) == 0 ? "priority" : "flex";
  return request;
}

bool lists(const std::vector<std::string>& slugs, const Endpoint& endpoint) {
  return any_slug_matches(slugs, endpoint);
}

/// The hard rules once more, each in its own words.
std::string violation(const RouteRequest& r, const Endpoint& e) {
  if (!r.only.empty() && !lists(r.only, e)) return "only";
  if (lists(r.ignore, e)) return "ignore";
  if (!r.allow_fallbacks && !r.order.empty() && !lists(r.order, e)) return "allow_fallbacks";
  if (r.zdr && !e.terms.zdr) return "zdr";
  if (r.deny_data_collection && e.terms.collects_data) return "data_collection";
  if (r.enforce_distillable_text && !e.terms.distillable) return "enforce_distillable_text";
  if (r.max_price.prompt && e.prompt_price.per_token.dollars() * 1e6 > *r.max_price.prompt) {
    return "max_price";
  }
  if (r.max_tokens && e.max_completion_tokens && *e.max_completion_tokens < *r.max_tokens) {
    return "output_length";
  }
  for (const std::string& sent : r.parameters) {
    const auto& listed = e.supported_parameters;
    const bool is_listed = std::find(listed.begin(), listed.end(), sent) != listed.end();
    if (r.require_parameters && !is_listed) return "require_parameters";
  }
  const bool is_fitting =
      std::any_of(r.quantizations.begin(), r.quantizations.end(), [&](const std::string& name) {
        return e.quantization == name || e.quantization == "mx" + name ||
               e.quantization == "nv" + name;
      });
  return r.quantizations.empty() || is_fitting ? "" : "quantizations";
}

TEST(RouterRules, HoldOnEveryAttemptOfRandomRequests) {
  core::Rng rng(11, "requests");
  int served = 0;
  for (std::uint64_t sequence = 0; sequence < 3000; ++sequence) {
    const RouteRequest request = random_request(rng);
    const Route decided = routed(request, sequence);
    served += static_cast<int>(!decided.attempts.empty());
    for (const Endpoint* endpoint : decided.attempts) {
      ASSERT_EQ(violation(request, *endpoint), "") << endpoint->tag << " at " << sequence;
    }
    ASSERT_EQ(decided.attempts.empty(), !decided.failed_step.empty()) << sequence;
    const std::set<const Endpoint*> distinct(decided.attempts.begin(), decided.attempts.end());
    ASSERT_EQ(distinct.size(), decided.attempts.size()) << "tried twice at " << sequence;
    RouteRequest relaxed = request;
    relaxed.preferred_max_latency = {};
    ASSERT_EQ(routed(relaxed, sequence).failed_step, decided.failed_step) << "a cutoff failed it";
  }
  EXPECT_GT(served, 500) << "too few requests to say anything";
}

}  // namespace
}  // namespace orbench::mock
