#pragma once

#include <optional>
#include <utility>

#include "harness/core/clock.h"
#include "mock/account/account.h"
#include "mock/account/key_ring.h"
#include "mock/config.h"
#include "mock/limits/limit_book.h"
#include "mock/router/sticky_sessions.h"
#include "mock/server/message.h"
#include "mock/server/script.h"
#include "mock/state/collections.h"
#include "mock/state/decision_log.h"
#include "mock/state/generation_log.h"
#include "mock/state/live_statistics.h"
#include "mock/state/served.h"
#include "mock/state/server_queues.h"
#include "mock/state/service_clock.h"
#include "mock/state/tally.h"
#include "mock/state/video_jobs.h"

namespace orbench::mock {

/// All that a service remembers from one request to the next. Everything else is configuration.
/// Threads: one thread per object.
class State {
 public:
  State(const Config& config, const core::Clock& runs_by)
      : clock(config.settings.start_unix, runs_by),
        account(config.account.credits),
        limits(config.limits),
        collections(config.settings.seed),
        decisions(static_cast<std::size_t>(config.settings.ground_truth.keep_requests)),
        watched_(config.settings.admin),
        hold_after_(config.account.hold_after) {}

  /// Whether anybody may ask for decisions and counts; else none are kept.
  [[nodiscard]] bool watched() const { return watched_; }
  /// How the request being answered was routed.
  void route(Decision decision) { decision_ = std::move(decision); }
  /// What became of it: keeps the decision, with what only the service knows filled in.
  void conclude(const Decision& known);

  /// What the request being answered may cost at most, if that is held while it runs.
  void reserve(core::Usd most) { reserved_ = most; }
  /// What a responder answers the request with; it counts when settled.
  void serve(Served served) { served_ = std::move(served); }
  /// The answer stands, as faults have left it: delays it where the endpoint has no server free,
  /// takes it down, and bills it unless it failed.
  void settle(Script& answer, const Request& request, const KeyTerms& key);

  /// Takes down an answered inference request, and bills it.
  void note(Served served, const Request& request);
  /// Forgets everything, as if the service had just begun.
  void reset();

  ServiceClock clock;
  Account account;
  KeyRing keys;
  LimitBook limits;
  GenerationLog generations;
  LiveStatistics statistics;
  Collections collections;
  VideoJobs videos;
  StickySessions sticky;
  Tally tally;
  DecisionLog decisions;
  ServerQueues queues;

 private:
  /// The request waits until its endpoint has a server free.
  void queue(Script& answer, Served& served);

  bool watched_;
  Decision decision_;
  core::Duration hold_after_;
  core::Usd reserved_;
  std::optional<Served> served_;
};

}  // namespace orbench::mock
