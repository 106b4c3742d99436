#pragma once

#include <array>
#include <cstdint>

#include "harness/core/outcome.h"
#include "harness/core/units.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// How requests ended. offered = sum of outcomes; sent = offered - not_sent;
/// errors = sent - ok - cancelled. `good` and `cached` are subsets of ok.
struct Counters {
  std::array<std::int64_t, core::kOutcomeNames.size()> outcomes{};
  std::int64_t good = 0;
  std::int64_t retried = 0;  ///< errors that another attempt followed: calls = sent - retried
  std::int64_t cached = 0;
  std::int64_t objectives_undefined = 0;  ///< ok requests not good only for want of a value
  std::int64_t without_usage = 0;         ///< ok requests whose reply had no usage
  std::int64_t prompt_tokens = 0;         ///< of all sent requests with usage
  std::int64_t output_tokens = 0;
  core::Usd cost;

  [[nodiscard]] std::int64_t of(core::Outcome outcome) const {
    return outcomes[static_cast<std::size_t>(outcome)];
  }
  [[nodiscard]] std::int64_t offered() const;
  [[nodiscard]] std::int64_t sent() const;
  [[nodiscard]] std::int64_t ok() const { return of(core::Outcome::kOk); }
  [[nodiscard]] std::int64_t errors() const;
  /// What was asked for, however many attempts it took: what `good` is a share of.
  [[nodiscard]] std::int64_t calls() const { return sent() - retried; }
  /// errors / (sent - cancelled); 0 when nothing was sent.
  [[nodiscard]] double error_rate() const;
  void add(const Sample& sample);
  void merge(const Counters& other);
};

}  // namespace orbench::metrics
