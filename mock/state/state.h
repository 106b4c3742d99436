#pragma once

#include "harness/core/clock.h"
#include "mock/config.h"
#include "mock/router/sticky_sessions.h"
#include "mock/server/message.h"
#include "mock/state/collections.h"
#include "mock/state/generation_log.h"
#include "mock/state/live_statistics.h"
#include "mock/state/served.h"
#include "mock/state/service_clock.h"
#include "mock/state/video_jobs.h"

namespace orbench::mock {

/// All that a service remembers from one request to the next. Everything else is configuration.
/// Threads: one thread per object.
class State {
 public:
  State(const Settings& settings, const core::Clock& runs_by)
      : clock(settings.start_unix, runs_by), collections(settings.seed) {}

  /// Takes down an answered inference request.
  void note(Served served, const Request& request);
  /// Forgets everything, as if the service had just begun.
  void reset();

  ServiceClock clock;
  GenerationLog generations;
  LiveStatistics statistics;
  Collections collections;
  VideoJobs videos;
  StickySessions sticky;
};

}  // namespace orbench::mock
