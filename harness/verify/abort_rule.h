#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "harness/metrics/expression.h"
#include "harness/metrics/recorder.h"
#include "harness/verify/check.h"

namespace orbench::verify {

/// A threshold that ends the run as soon as what was recorded so far breaks it: the one way to stop
/// early on a measurement. It looks at whole cells, or at one provider inside them; with `over`, at
/// the latest stretch of that length only.
/// Threads: one thread per object.
class AbortRule {
 public:
  struct Terms {
    metrics::Expression expression;
    Where where;
    bool ok_only = false;
    std::int64_t min_samples = 50;            ///< before that, nothing is concluded
    std::optional<core::Duration> over = {};  ///< the latest stretch; empty = since the start
  };
  /// Reports what such a rule cannot be about: tags that only samples have, and rates over the
  /// measured window, which are known at its end.
  static void check(core::Params& params, const Terms& terms);

  explicit AbortRule(Terms terms) : terms_(std::move(terms)) {}

  /// Why the run should end now; empty while it may go on. REQUIRES: ascending `now`.
  [[nodiscard]] std::optional<std::string> reason(const metrics::Recorder& so_far,
                                                  core::Duration now);

 private:
  /// What matched up to an instant.
  struct Mark {
    core::Duration at{0};
    metrics::BlockRecord sum;
  };
  [[nodiscard]] metrics::BlockRecord matching(const metrics::Recorder& so_far) const;
  [[nodiscard]] metrics::BlockRecord latest(metrics::BlockRecord sum, core::Duration now);

  Terms terms_;
  std::deque<Mark> marks_;  ///< a few per stretch, back to the one that the latest begins at
};

}  // namespace orbench::verify
