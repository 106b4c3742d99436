#pragma once

#include "harness/core/json.h"
#include "mock/state/decision_log.h"

namespace orbench::mock {

/// A routing decision as `/admin/routing` shows it: what was asked, which filter removed whom, who
/// was tried in which order for what reason, and how it ended.
[[nodiscard]] core::Json decision_json(const Decision& decision);

}  // namespace orbench::mock
