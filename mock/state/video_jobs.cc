#include "mock/state/video_jobs.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace orbench::mock {
namespace {

constexpr core::Duration kKept = std::chrono::hours(24);

}  // namespace

std::string_view VideoJob::status(core::Duration now) const {
  const core::Duration age = now - asked_at;
  if (age < queued) return "pending";
  if (fails && age >= queued + rendering / 2) return "failed";
  if (age < queued + rendering) return "in_progress";
  return age < queued + rendering + kKept ? "completed" : "expired";
}

void VideoJobs::add(VideoJob job) {
  if (jobs_.size() == kMostKept) jobs_.pop_front();
  jobs_.push_back(std::move(job));
}

const VideoJob* VideoJobs::find(std::string_view id) const {
  const auto found =
      std::find_if(jobs_.rbegin(), jobs_.rend(), [&](const VideoJob& job) { return job.id == id; });
  return found == jobs_.rend() ? nullptr : &*found;
}

}  // namespace orbench::mock
