#pragma once

#include <string>

#include "harness/core/units.h"
#include "mock/state/video_jobs.h"

namespace orbench::mock {

/// A job as `POST /videos` and `GET /videos/{jobId}` show it; addresses are relative to the origin.
/// Source: the API reference, section 1.9.
[[nodiscard]] std::string video_json(const VideoJob& job, core::Duration now);

}  // namespace orbench::mock
