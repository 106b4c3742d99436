#pragma once

#include <string>

#include "harness/core/clock.h"
#include "harness/core/result.h"
#include "harness/run/preflight.h"
#include "harness/run/request_writer.h"

namespace orbench::run {

struct Reply {
  int status = 0;
  std::string body;
};

/// GETs `path` of the target with the run's own key and waits for the whole reply: for what must be
/// known before the load starts.
/// Errors: kNetwork with what happened, also for a reply that takes longer than check.patience or
///         is over kMaxReplyBytes; kCancelled when check.give_up said so.
inline constexpr std::size_t kMaxReplyBytes = 16U << 20U;
[[nodiscard]] core::Result<Reply> blocking_get(const RunTarget& target, const std::string& path,
                                               const TargetCheck& check, const core::Clock& clock);

}  // namespace orbench::run
