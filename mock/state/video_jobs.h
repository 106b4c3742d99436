#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "harness/core/units.h"

namespace orbench::mock {

/// A film that was asked for. What has become of it follows from the time alone.
struct VideoJob {
  std::string id;
  std::string generation_id;
  core::Duration asked_at{};  ///< by ServiceClock::now()
  core::Duration queued{};    ///< until work on it begins
  core::Duration rendering{};
  std::int64_t seconds = 0;  ///< length of the film
  bool fails = false;        ///< when half rendered
  core::Usd cost;

  /// `pending`, `in_progress`, `completed`, `failed`, or, a day after that, `expired`.
  [[nodiscard]] std::string_view status(core::Duration now) const;
};

/// The latest jobs; the oldest makes room for the newest.
/// Threads: one thread per object.
class VideoJobs {
 public:
  static constexpr std::size_t kMostKept = 1000;

  void add(VideoJob job);
  /// Null when unknown, or no longer kept.
  [[nodiscard]] const VideoJob* find(std::string_view id) const;
  void clear() { jobs_.clear(); }

 private:
  std::deque<VideoJob> jobs_;
};

}  // namespace orbench::mock
