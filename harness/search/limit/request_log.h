#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/outcome.h"
#include "harness/core/units.h"
#include "harness/search/answer.h"

namespace orbench::search {

/// One request as a limiter saw it. Instants count from the run epoch.
struct Asked {
  core::Duration sent{0};
  bool accepted = false;
};

/// Every request of a search that met a limiter, in the order in which they were sent: what models
/// of a limit are held against. Requests that failed otherwise are left out, since nobody knows
/// whether they were counted.
/// Threads: one thread per object.
class RequestLog {
 public:
  void add(const Answer& answer);
  [[nodiscard]] const std::vector<Asked>& entries() const { return entries_; }

  /// Accepted in [from, to).
  [[nodiscard]] std::int64_t accepted(core::Duration from, core::Duration to) const;
  /// The last ones that passed in a row before `at`, and the refusals between them and then.
  struct Run {
    core::Duration begin{0};
    core::Duration end{0};
  };
  [[nodiscard]] Run run_before(core::Duration at) const;
  /// The first refused at or after this instant.
  [[nodiscard]] std::optional<core::Duration> first_refusal(core::Duration from) const;
  [[nodiscard]] std::optional<core::Duration> last_refusal() const;
  [[nodiscard]] std::optional<core::Duration> last_refusal_before(core::Duration at) const;

  /// From a request to the first byte of its reply, as a rule.
  [[nodiscard]] core::Duration round_trip() const;
  /// How much later or earlier than planned a request may have met the limiter: half of p95 - p5 of
  /// the first 20 times to the first byte of accepted requests.
  [[nodiscard]] core::Duration jitter() const;

 private:
  std::vector<Asked> entries_;  // by `sent`
  std::vector<core::Duration> first_bytes_;
};

}  // namespace orbench::search
