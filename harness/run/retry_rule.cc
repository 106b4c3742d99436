#include "harness/run/retry_rule.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "harness/core/rng.h"
#include "harness/run/http_date.h"

namespace orbench::run {
namespace {

bool is_worth_it(const scenario::Retries& retries, const metrics::Sample& sample) {
  using core::Outcome;
  if (sample.outcome == Outcome::kOk || sample.outcome == Outcome::kCancelled) return false;
  const auto holds = [](const auto& list, auto value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  return holds(retries.outcomes, sample.outcome) || holds(retries.statuses, sample.status);
}

}  // namespace

std::optional<core::Duration> parse_retry_after(std::string_view header, double now) {
  if (header.empty()) return std::nullopt;
  double seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (error != std::errc{} || end != header.data() + header.size()) {
    const auto date = parse_http_date(header);
    if (!date) return std::nullopt;
    seconds = std::max(0.0, *date - now);
  }
  if (!std::isfinite(seconds) || seconds < 0) return std::nullopt;
  return core::from_seconds(seconds);
}

std::optional<core::Duration> pause_before_retry(const scenario::Retries& retries,
                                                 const metrics::Sample& sample,
                                                 std::optional<core::Duration> retry_after,
                                                 double chance) {
  if (sample.attempt >= static_cast<std::uint32_t>(retries.max_attempts)) return std::nullopt;
  if (!is_worth_it(retries, sample)) return std::nullopt;
  const double doubled =
      core::to_seconds(retries.backoff) * std::exp2(static_cast<double>(sample.attempt - 1));
  const double longest = core::to_seconds(retries.max_backoff);
  const core::Duration pause =
      core::from_seconds(std::min(doubled, longest) * (1.0 - retries.jitter * chance));
  if (!retries.honour_retry_after || !retry_after) return pause;
  if (*retry_after > retries.max_backoff) return std::nullopt;
  return std::max(pause, *retry_after);
}

double retry_chance(std::uint64_t seed, std::string_view workload, const Due& due) {
  const std::uint64_t attempt = core::Rng(seed, workload, due.attempt).next();
  return core::Rng(attempt, due.arrival.warmup ? "retry/warmup" : "retry", due.seq).uniform();
}

}  // namespace orbench::run
