#include "harness/metrics/counters.h"

#include <algorithm>
#include <numeric>

namespace orbench::metrics {

using core::Outcome;
namespace {

/// More tokens than any reply holds: what a service claims beyond it must not overflow the sums.
constexpr std::int64_t kMostTokens = 1'000'000'000;

std::int64_t believable(const std::optional<std::int64_t>& tokens) {
  return std::clamp<std::int64_t>(tokens.value_or(0), 0, kMostTokens);
}

}  // namespace

std::int64_t Counters::offered() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::int64_t{0});
}

std::int64_t Counters::sent() const { return offered() - of(Outcome::kNotSent); }

std::int64_t Counters::errors() const { return sent() - ok() - of(Outcome::kCancelled); }

double Counters::error_rate() const {
  const std::int64_t judged = sent() - of(Outcome::kCancelled);
  return judged == 0 ? 0.0 : static_cast<double>(errors()) / static_cast<double>(judged);
}

void Counters::add(const Sample& sample) {
  ++outcomes[static_cast<std::size_t>(sample.outcome)];
  if (sample.outcome == Outcome::kNotSent) return;
  prompt_tokens += believable(sample.usage.prompt_tokens);
  output_tokens += believable(sample.usage.output_tokens);
  cost += sample.usage.cost.value_or(core::Usd{});
  retried += sample.retried ? 1 : 0;
  if (sample.outcome != Outcome::kOk) return;
  good += sample.good ? 1 : 0;
  cached += sample.cached ? 1 : 0;
  objectives_undefined += sample.objectives_undefined ? 1 : 0;
  without_usage += sample.usage.present() ? 0 : 1;
}

void Counters::merge(const Counters& other) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
  good += other.good;
  retried += other.retried;
  cached += other.cached;
  objectives_undefined += other.objectives_undefined;
  without_usage += other.without_usage;
  prompt_tokens += other.prompt_tokens;
  output_tokens += other.output_tokens;
  cost += other.cost;
}

}  // namespace orbench::metrics
