#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/metrics/expression.h"
#include "harness/metrics/recorder.h"
#include "harness/verify/check.h"

namespace orbench::verify {

/// A threshold that ends the run as soon as what was recorded so far breaks it: the one way to stop
/// early on a measurement. It looks at whole cells, or at one provider inside them.
/// Threads: const, any thread.
class AbortRule {
 public:
  struct Terms {
    metrics::Expression expression;
    Where where;
    bool ok_only = false;
    std::int64_t min_samples = 50;  ///< before that, nothing is concluded
  };
  /// Reports what such a rule cannot be about: tags that only samples have, and rates over the
  /// measured window, which are known at its end.
  static void check(core::Params& params, const Terms& terms);

  explicit AbortRule(Terms terms) : terms_(std::move(terms)) {}

  /// Why the run should end now; empty while it may go on.
  [[nodiscard]] std::optional<std::string> reason(const metrics::Recorder& so_far) const;

 private:
  [[nodiscard]] metrics::CellRecord matching(const metrics::Recorder& so_far) const;

  Terms terms_;
};

}  // namespace orbench::verify
