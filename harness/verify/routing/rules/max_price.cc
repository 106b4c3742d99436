#include <algorithm>
#include <utility>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr double kPerMillion = 1e6;
constexpr double kRounding = 1 + 1e-9;  // decimal prices are no exact doubles
constexpr double kBilledRounding = 1.01;

/// Caps on tokens are for a million of them, and the table's prices for one.
double scale_of(const std::string& unit) {
  return unit == "prompt" || unit == "completion" ? kPerMillion : 1;
}

bool within(const std::pair<const std::string, double>& cap, const results::EndpointRow& row) {
  const auto price = row.prices.find(cap.first);
  return price == row.prices.end() || price->second * scale_of(cap.first) <= cap.second * kRounding;
}

/// More than tokens times caps was billed. Only where nothing but tokens costs.
bool billed_above(const Asked& asked, const metrics::Sample& sample) {
  const auto prompt = asked.max_price.find("prompt");
  const auto completion = asked.max_price.find("completion");
  const auto& usage = sample.usage;
  const bool known = prompt != asked.max_price.end() && completion != asked.max_price.end() &&
                     usage.cost && usage.prompt_tokens && usage.output_tokens;
  if (!known) return false;
  const bool tools = std::find(asked.parameters.begin(), asked.parameters.end(), "tools") !=
                     asked.parameters.end();
  if (tools) return false;
  const double most = (static_cast<double>(*usage.prompt_tokens) * prompt->second +
                       static_cast<double>(*usage.output_tokens) * completion->second) /
                      kPerMillion;
  return usage.cost->dollars() > most * kBilledRounding;
}

/// A fee for each request comes on top of the tokens.
bool has_request_fee(const Case& ground) {
  const Listings able = eligible(ground);
  return std::any_of(able.begin(), able.end(), [](const Listing* listing) {
    const auto fee = listing->row().prices.find("request");
    return fee != listing->row().prices.end() && fee->second > 0;
  });
}

std::optional<bool> allows(const Case& ground, const Listing& listing) {
  const auto& caps = ground.asked.max_price;
  return std::all_of(caps.begin(), caps.end(),
                     [&](const auto& cap) { return within(cap, listing.row()); });
}

std::unique_ptr<Rule> make(const Case& ground) {
  GradedRule::Terms terms = filter_terms(ground, "max_price", "within every cap");
  if (has_request_fee(ground)) return std::make_unique<GradedRule>(std::move(terms));
  terms.grade = [&ground, by_price = std::move(terms.grade)](const Trial& trial) {
    const Grade grade = by_price(trial);
    const bool dear =
        grade == Grade::kGood && trial.served && billed_above(ground.asked, *trial.sample);
    return dear ? Grade::kBad : grade;
  };
  return std::make_unique<GradedRule>(std::move(terms));
}

}  // namespace

RuleKind max_price_rule() {
  RuleKind kind;
  kind.name = "max_price";
  kind.what = "rows 13, 14: no endpoint that costs more than the caps";
  kind.sent = [](const Asked& asked) { return !asked.max_price.empty(); };
  kind.allows = &allows;
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
