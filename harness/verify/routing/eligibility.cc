#include "harness/verify/routing/eligibility.h"

#include <algorithm>

namespace orbench::verify::routing {
namespace {

constexpr double kMargin = 1.25;
constexpr double kMsPerSecond = 1000;
/// Published latencies below this, in milliseconds, are seconds in truth: nobody answers so fast.
constexpr double kSmallestLatencyMs = 5;

bool supports(const Listing& listing, std::string_view parameter) {
  const auto& listed = listing.row().supported_parameters;
  return std::find(listed.begin(), listed.end(), parameter) != listed.end();
}

bool sends(const Asked& asked, std::string_view parameter) {
  return std::find(asked.parameters.begin(), asked.parameters.end(), parameter) !=
         asked.parameters.end();
}

bool output_fits(const Case& ground, const Listing& listing) {
  const auto& most = listing.row().max_completion_tokens;
  return !ground.asked.max_tokens || !most ||
         *ground.asked.max_tokens <= static_cast<double>(*most);
}

/// Requests with such a parameter go to the endpoints that know it, if any does.
void keep_if_any_supports(const Asked& asked, std::string_view parameter, Listings& left) {
  if (!sends(asked, parameter)) return;
  Listings able;
  std::copy_if(left.begin(), left.end(), std::back_inserter(able),
               [&](const Listing* listing) { return supports(*listing, parameter); });
  if (!able.empty()) left = std::move(able);
}

void keep_flex_if_any(const Asked& asked, Listings& left) {
  if (asked.service_tier != "flex") return;
  Listings flex;
  std::copy_if(left.begin(), left.end(), std::back_inserter(flex),
               [](const Listing* listing) { return listing->tier == Tier::kFlex; });
  if (!flex.empty()) left = std::move(flex);
}

using Bound = bool (*)(double published, double cutoff, double margin);

bool below(double published, double cutoff, double margin) { return published * margin <= cutoff; }
bool above(double published, double cutoff, double margin) { return published >= cutoff * margin; }

/// One figure against its cutoffs, in one snapshot.
Standing stand(const std::optional<results::Percentiles>& published, const Cutoffs& cutoffs,
               bool smaller_is_better, bool exact) {
  // The mock counts an unmeasured endpoint as one that misses; of the service nobody knows.
  if (!published) return exact ? Standing::kFails : Standing::kUnclear;
  const Bound passes = smaller_is_better ? below : above;
  const Bound misses = smaller_is_better ? above : below;
  const double margin = exact ? 1 : kMargin;
  bool all_pass = true;
  for (std::size_t i = 0; i < cutoffs.size(); ++i) {
    const auto& cutoff = cutoffs.at(i);
    if (!cutoff) continue;
    if (passes(published->at(i), *cutoff, margin)) continue;
    all_pass = false;
    if (misses(published->at(i), *cutoff, margin)) return Standing::kFails;
  }
  return all_pass ? Standing::kPasses : Standing::kUnclear;
}

Cutoffs in_ms(const Cutoffs& seconds) {
  Cutoffs out = seconds;
  for (auto& bound : out) {
    if (bound) *bound *= kMsPerSecond;
  }
  return out;
}

Standing both(Standing a, Standing b) { return a == b ? a : Standing::kUnclear; }

Standing latency_in(const Case& ground, const results::EndpointRow& row) {
  const bool odd =
      !ground.exact() && row.latency_ms && row.latency_ms->front() < kSmallestLatencyMs;
  if (odd) return Standing::kUnclear;
  return stand(row.latency_ms, in_ms(ground.asked.max_latency_s), true, ground.exact());
}

Standing throughput_in(const Case& ground, const results::EndpointRow& row) {
  return stand(row.throughput, ground.asked.min_throughput, false, ground.exact());
}

}  // namespace

std::optional<bool> may_serve(const Case& ground, const Listing& listing, std::string_view except) {
  bool known = true;
  for (const RuleKind& kind : rule_kinds()) {
    if (kind.allows == nullptr || kind.name == except) continue;
    if (kind.sent != nullptr && !kind.sent(ground.asked)) continue;
    const std::optional<bool> allowed = kind.allows(ground, listing);
    if (allowed == false) return false;
    known = known && allowed.has_value();
  }
  if (!output_fits(ground, listing)) return false;
  if (!known) return std::nullopt;
  return true;
}

Listings eligible_of(const Case& ground, std::string_view model, std::string_view except) {
  Listings left;
  for (const Listing* listing : ground.market.of_model(model)) {
    if (may_serve(ground, *listing, except) != false) left.push_back(listing);
  }
  for (const char* parameter : {"tools", "response_format", "structured_outputs", "verbosity"}) {
    keep_if_any_supports(ground.asked, parameter, left);
  }
  if (except != "service_tier") keep_flex_if_any(ground.asked, left);
  return left;
}

Listings eligible(const Case& ground, std::string_view except) {
  Listings all;
  for (const std::string& model : ground.asked.models) {
    const Listings some = eligible_of(ground, model, except);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

bool leaves_nobody(const Case& ground) {
  const bool known =
      std::any_of(ground.asked.models.begin(), ground.asked.models.end(),
                  [&](const std::string& model) { return !ground.market.of_model(model).empty(); });
  return known && eligible(ground).empty();
}

Listings candidates(const Case& ground, const core::RoutingAttempt& attempt,
                    std::string_view tier) {
  const auto model = ground.market.resolve(attempt.model, ground.asked.models);
  Listings out;
  if (!model) return out;
  const bool says_plain = tier == "default" || tier == "standard";
  for (const Listing* listing : ground.market.of_model(*model)) {
    if (!equal_ignoring_case(listing->row().provider, attempt.provider)) continue;
    if (tier == "priority" && listing->tier != Tier::kPriority) continue;
    if (tier == "flex" && listing->tier != Tier::kFlex) continue;
    if (says_plain && listing->tier != Tier::kDefault) continue;
    out.push_back(listing);
  }
  return out;
}

Listings first_candidates(const Case& ground, const Trial& trial) {
  if (!trial.first) return {};
  const bool served_at_once = trial.served && trial.attempts.size() == 1;
  return candidates(ground, *trial.first, served_at_once ? trial.sample->tier : "");
}

Listings served_candidates(const Case& ground, const Trial& trial) {
  if (!trial.served) return {};
  return candidates(ground, *trial.served, trial.sample->tier);
}

Standing latency_standing(const Case& ground, const Listing& listing) {
  if (!any(ground.asked.max_latency_s)) return Standing::kPasses;
  return both(latency_in(ground, *listing.before), latency_in(ground, *listing.after));
}

Standing throughput_standing(const Case& ground, const Listing& listing) {
  if (!any(ground.asked.min_throughput)) return Standing::kPasses;
  return both(throughput_in(ground, *listing.before), throughput_in(ground, *listing.after));
}

Standing cutoff_standing(const Case& ground, const Listing& listing) {
  const Standing latency = latency_standing(ground, listing);
  const Standing throughput = throughput_standing(ground, listing);
  if (latency == Standing::kFails || throughput == Standing::kFails) return Standing::kFails;
  if (latency == Standing::kPasses && throughput == Standing::kPasses) return Standing::kPasses;
  return Standing::kUnclear;
}

Listings preferred(const Case& ground, const Listings& listings) {
  Listings out;
  std::copy_if(listings.begin(), listings.end(), std::back_inserter(out),
               [&](const Listing* listing) {
                 return cutoff_standing(ground, *listing) == Standing::kPasses;
               });
  return out;
}

}  // namespace orbench::verify::routing
