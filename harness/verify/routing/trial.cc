#include "harness/verify/routing/trial.h"

#include "harness/api/error_codes.h"
#include "harness/verify/routing/market.h"

namespace orbench::verify::routing {
namespace {

using core::Outcome;
using core::RoutingAttempt;

constexpr int kOk = 200;

/// Some tokens came: who sent them has served, however the stream ended.
bool was_served(const metrics::Sample& sample) {
  return sample.outcome == Outcome::kOk || sample.outcome == Outcome::kEmpty ||
         (sample.status == kOk && !sample.provider.empty() && sample.token_events > 0);
}

Fate fate_of(const metrics::Sample& sample) {
  const core::Routing& routing = sample.routing.or_default();
  if (sample.cached || routing.byok || sample.outcome == Outcome::kRateLimited) {
    return Fate::kUnknown;
  }
  if (was_served(sample)) return Fate::kServed;
  const bool nobody = !routing.failed_step.empty() || (routing.told && routing.attempt == 0);
  if (sample.status == api::error_codes::kNotFound && (nobody || !routing.told)) {
    return Fate::kRefused;
  }
  const bool answered_with_error =
      sample.outcome == Outcome::kHttpError || sample.outcome == Outcome::kInBandError;
  if (!answered_with_error) return Fate::kUnknown;
  if (nobody) return Fate::kRefused;
  return routing.told ? Fate::kFailed : Fate::kUnknown;
}

RoutingAttempt server_of(const metrics::Sample& sample, const results::Generation* looked_up) {
  const core::Routing& routing = sample.routing.or_default();
  RoutingAttempt served{sample.provider, sample.model, kOk};
  if (served.provider.empty() && looked_up != nullptr) served.provider = looked_up->provider;
  if (served.model.empty() && looked_up != nullptr) served.model = looked_up->model;
  if (served.provider.empty()) served.provider = routing.selected;
  if (served.model.empty()) served.model = routing.selected_model;
  return served;
}

/// The last attempt that the metadata tells of; its provider is the second source.
const std::string* told_server(const core::Routing& routing) {
  if (!routing.selected.empty()) return &routing.selected;
  if (!routing.attempts.empty()) return &routing.attempts.back().provider;
  return nullptr;
}

/// Two of the three sources name the same provider: the reply, the metadata, the look-up.
bool is_confirmed(const metrics::Sample& sample, const results::Generation* looked_up) {
  const std::string* told =
      sample.routing.or_default().told ? told_server(*sample.routing) : nullptr;
  const std::string* found =
      looked_up != nullptr && !looked_up->provider.empty() ? &looked_up->provider : nullptr;
  const std::string* replied = sample.provider.empty() ? nullptr : &sample.provider;
  const auto agree = [](const std::string* a, const std::string* b) {
    return a != nullptr && b != nullptr && equal_ignoring_case(*a, *b);
  };
  return agree(replied, told) || agree(replied, found) || agree(told, found);
}

/// Without metadata the look-up tells of the attempts, though not how they ended.
void take_attempts(const metrics::Sample& sample, const results::Generation* looked_up,
                   Trial& trial) {
  const core::Routing& routing = sample.routing.or_default();
  trial.attempts = routing.attempts;
  trial.attempts_known = routing.told && (!routing.attempts.empty() || routing.attempt <= 1);
  if (routing.told || looked_up == nullptr || looked_up->attempts.size() != 1) return;
  trial.attempts_known = true;
}

}  // namespace

Trial trial_of(const metrics::Sample& sample, const results::Generation* looked_up) {
  Trial trial;
  trial.sample = &sample;
  trial.fate = fate_of(sample);
  if (trial.fate == Fate::kUnknown) return trial;
  take_attempts(sample, looked_up, trial);
  if (trial.fate == Fate::kServed) {
    const RoutingAttempt served = server_of(sample, looked_up);
    if (served.provider.empty()) {
      trial.fate = Fate::kUnknown;
      return trial;
    }
    trial.served = served;
    if (trial.attempts_known && trial.attempts.empty()) trial.attempts.push_back(served);
    trial.confirmed = is_confirmed(sample, looked_up);
  }
  if (trial.attempts_known && !trial.attempts.empty()) trial.first = trial.attempts.front();
  return trial;
}

}  // namespace orbench::verify::routing
