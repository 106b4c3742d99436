#include "mock/responders/admission.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "harness/core/rng.h"
#include "mock/limits/refusal.h"
#include "mock/responders/cost.h"

namespace orbench::mock {
namespace {

/// Whole seconds, rounded up: what Retry-After counts in.
std::int64_t seconds_in(core::Duration wait) {
  return std::max<std::int64_t>(std::chrono::ceil<std::chrono::seconds>(wait).count(), 1);
}

/// A lie sends the client back when half of the time has passed.
core::Duration told(core::Duration wait, Hint hint) {
  return hint == Hint::kLying ? wait / 2 : wait;
}

bool is_said(Hint hint, std::uint64_t seed, std::uint64_t sequence) {
  if (hint != Hint::kSometimes) return hint != Hint::kAbsent;
  constexpr double kHalf = 0.5;
  return core::Rng(seed, "hint", sequence).uniform() < kHalf;
}

std::optional<std::int64_t> retry_after(const LimitRefusal& refusal, core::Duration now,
                                        std::uint64_t seed, std::uint64_t sequence) {
  const Hint hint = refusal.rule->retry_after;
  if (!is_said(hint, seed, sequence)) return std::nullopt;
  const core::Duration wait = told(refusal.opens_at - now, hint);
  return hint == Hint::kLying ? std::chrono::floor<std::chrono::seconds>(wait).count()
                              : seconds_in(wait);
}

std::string whole(double amount) { return fmt::format("{:.0f}", std::floor(amount)); }

std::optional<RateHeaders> rate_headers(const LimitRefusal& refusal, core::Duration now,
                                        const Call& call) {
  const LimitRule& rule = *refusal.rule;
  if (!is_said(rule.headers, call.config.settings.seed, call.sequence)) return std::nullopt;
  const core::Duration reset = now + told(refusal.opens_at - now, rule.headers);
  const double left = rule.headers == Hint::kLying ? rule.amount / 2 : refusal.left;
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(reset).count();
  return RateHeaders{whole(rule.amount), whole(left), std::to_string(milliseconds)};
}

std::int64_t output_of(const Demand& demand, const Model& model) {
  return demand.output.value_or(static_cast<std::int64_t>(std::ceil(model.median_tokens)));
}

std::int64_t output_of(const Demand& demand, const Endpoint& endpoint, const Call& call) {
  return output_of(demand, *call.config.catalog.find_model(endpoint.model_id));
}

double tokens_in(const Demand& demand, std::int64_t output) {
  return static_cast<double>(demand.input) + static_cast<double>(output);
}

}  // namespace

std::optional<Script> refuse_admission(const Model& model, const Demand& demand, const Call& call) {
  State& state = call.state;
  if (state.account.balance() < core::Usd{}) return balance_refusal();
  const auto left = state.account.left_of(call.key, state.clock.wall_seconds());
  if (left && *left <= core::Usd{}) return key_limit_refusal(name_of(call.key.limit_reset));
  const core::Duration now = state.clock.wall();
  LimitSubject subject;
  subject.key = call.key.id;
  subject.model = model.id;
  subject.tokens = tokens_in(demand, output_of(demand, model));
  const auto refusal = state.limits.ask(LimitOwner::kPlatform, subject, now);
  if (!refusal) return std::nullopt;
  return platform_refusal(fmt::format("{}. {}", refusal->rule->name, refusal->rule->advice),
                          rate_headers(*refusal, now, call),
                          retry_after(*refusal, now, call.config.settings.seed, call.sequence));
}

std::optional<Script> refuse_unpaid(const Endpoint& endpoint, const Demand& demand,
                                    const Call& call) {
  Account& account = call.state.account;
  const std::int64_t output = output_of(demand, endpoint, call);
  const core::Usd most = cost_of(endpoint, demand.input, output).total();
  const core::Usd balance = account.balance();
  if (most <= core::Usd{}) return std::nullopt;
  if (most > balance) {
    const core::Usd of_output = balance - cost_of(endpoint, demand.input, 0).total();
    const std::int64_t price = endpoint.completion_price.per_token.pico();
    const std::int64_t affordable =
        price > 0 && of_output > core::Usd{} ? of_output.pico() / price : 0;
    return weight_refusal(output, affordable);
  }
  if (!call.config.account.in_flight_budget) return std::nullopt;
  const core::Duration now = call.state.clock.now();
  const core::Usd held = account.held(now);
  if (held + most > balance) {
    return in_flight_refusal(seconds_in(account.let_go(held + most - balance) - now));
  }
  call.state.reserve(most);
  return std::nullopt;
}

bool UpstreamLimits::take(const Endpoint& endpoint) {
  LimitSubject subject;
  subject.key = call_.key.id;
  subject.model = endpoint.model_id;
  subject.tag = endpoint.tag;
  subject.provider = subject.tag.substr(0, subject.tag.find('/'));
  subject.provider_name = endpoint.provider_name;
  subject.tokens = tokens_in(demand_, output_of(demand_, endpoint, call_));
  const core::Duration now = call_.state.clock.wall();
  const auto refusal = call_.state.limits.ask(LimitOwner::kUpstream, subject, now);
  if (!refusal) return true;
  hints_.push_back(retry_after(*refusal, now, call_.config.settings.seed, call_.sequence));
  return false;
}

Script UpstreamLimits::refusal(const Endpoint& endpoint) const {
  const bool all_said =
      std::all_of(hints_.begin(), hints_.end(), [](const auto& hint) { return hint.has_value(); });
  const auto least = std::min_element(hints_.begin(), hints_.end());
  return upstream_refusal(
      endpoint.provider_name, endpoint.model_id,
      all_said && least != hints_.end() ? *least : std::optional<std::int64_t>());
}

std::optional<Script> refuse_at_edge(const Config& config, State& state, std::uint64_t sequence) {
  const core::Duration now = state.clock.wall();
  const auto refusal = state.limits.ask(LimitOwner::kEdge, {}, now);
  if (!refusal) return std::nullopt;
  return edge_refusal(retry_after(*refusal, now, config.settings.seed, sequence));
}

}  // namespace orbench::mock
