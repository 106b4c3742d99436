#include "harness/cli/calibration/self_check.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/calibration/exercise.h"
#include "harness/cli/calibration/figures.h"
#include "harness/cli/calibration/judgement.h"
#include "harness/metrics/number_format.h"

namespace orbench::cli {
namespace {

using metrics::MetricId;

/// The record of a request once the serving thread has noted its last write. The client has seen
/// the end of the answer, so that is a matter of microseconds; patience bounds what a bug may cost.
std::optional<mock::RequestTruth> settled_truth(const mock::Server& server, const std::string& id,
                                                const core::Clock& clock) {
  constexpr core::Duration kPatience = std::chrono::seconds{2};
  const core::Duration give_up = clock.now() + kPatience;
  for (;;) {
    auto truth = server.truth(id);
    if (!truth) return std::nullopt;
    const bool open = truth->tokens.empty() || truth->tokens.back().after == core::Duration{};
    if (truth->over && !open) return truth;
    if (clock.now() > give_up) return std::nullopt;
    std::this_thread::yield();
  }
}

/// What the streams of an exercise say, each beside the server's own record.
struct StreamTruth {
  std::vector<TokenInstants> tokens;
  std::vector<core::Duration> ttft;  ///< the server's, of requests in the window
};

StreamTruth compare_streams(const Exercised& done, const core::Clock& clock) {
  StreamTruth out;
  const core::Duration epoch = done.engine.epoch;
  for (const Observed& request : done.requests) {
    const core::Stamp first = request.at.first_token();
    if (request.outcome != core::Outcome::kOk || !first.is_set()) continue;
    const auto truth = settled_truth(*done.server, request.generation_id, clock);
    if (!truth || truth->tokens.size() != truth->tokens_seen) continue;
    const mock::TokenTruth& wrote_first = truth->tokens.front();
    const mock::TokenTruth& wrote_last = truth->tokens.back();
    out.tokens.push_back({epoch + first.since_epoch(), wrote_first.before, wrote_first.after});
    out.tokens.push_back(
        {epoch + request.at.last_token.since_epoch(), wrote_last.before, wrote_last.after});
    if (request.phase == metrics::Phase::kMeasured) {
      out.ttft.push_back(wrote_first.before - truth->first_byte);
    }
  }
  return out;
}

metrics::Histogram measured(const Exercised& done, MetricId id) {
  return done.engine.recorder.cells().front().merged(id);
}

double p99_ms(const Exercised& done, MetricId id) {
  return static_cast<double>(measured(done, id).value_at(core::Percentile{99})) / 1000.0;
}

class SelfCheck {
 public:
  SelfCheck(const SelfCheckSize& size, const core::Clock& clock, const Interrupts& interrupts)
      : size_(size), clock_(clock), interrupts_(interrupts) {}

  [[nodiscard]] std::string pacing_plan() const {
    return fmt::format("pacing: {:g} requests a second for {:g} s", size_.pacing_rps,
                       size_.pacing_s);
  }
  core::Result<void> pacing(results::Calibration& into) {
    Exercise exercise;
    exercise.rate_rps = size_.pacing_rps;
    exercise.window_s = size_.pacing_s;
    exercise.warmup_s = size_.warmup_s;
    const auto done = run_exercise(exercise, clock_, interrupts_);
    if (!done) return tl::unexpected(done.error());
    std::vector<SentArrival> arrivals;
    for (const Observed& request : done->requests) {
      if (request.phase != metrics::Phase::kMeasured) continue;
      arrivals.push_back({request.at.intended.since_epoch(), request.at.sent});
    }
    results::PacingError error =
        pacing_error(arrivals, core::from_seconds(size_.warmup_s + size_.pacing_s));
    error.rate_rps = size_.pacing_rps;
    error.planned = done->engine.client.planned;
    if (error.planned > 0) {
      const auto planned = static_cast<double>(error.planned);
      error.rate_error = static_cast<double>(error.sent) / planned - 1;
    }
    error.end = worse(judge_counts(done->counts()), judge_pacing(error));
    into.pacing = std::move(error);
    const std::vector<double>& cpu = done->engine.client.cpu_share;
    cpu_share_ = cpu.empty() ? 0 : cpu.front();
    return {};
  }

  [[nodiscard]] std::string stream_plan(const std::string& stamps) const {
    return fmt::format("{} stamps: {:g} streams a second for {:g} s", stamps, size_.stream_rps,
                       size_.stream_s);
  }
  core::Result<void> stamps(const std::string& kind, results::Calibration& into) {
    Exercise exercise;
    exercise.rate_rps = size_.stream_rps;
    exercise.window_s = size_.stream_s;
    exercise.warmup_s = size_.warmup_s;
    exercise.stream = true;
    exercise.stamps = kind;
    exercise.ttft_median_ms = size_.ttft_ms;
    exercise.gap_ms = kGapMs;
    const auto done = run_exercise(exercise, clock_, interrupts_);
    // A machine without kernel stamps has one row less.
    if (!done && done.error().code == core::ErrorCode::kUnsupported) return {};
    if (!done) return tl::unexpected(done.error());
    StreamTruth truth = compare_streams(*done, clock_);
    results::StampError error = stamp_error(kind, truth.tokens);
    error.quantiles = quantile_errors(std::move(truth.ttft), measured(*done, MetricId::ttft));
    error.end = worse(judge_counts(done->counts()), judge_stamps(error));
    into.stamps.push_back(std::move(error));
    return {};
  }

  [[nodiscard]] std::string stall_plan() const {
    return fmt::format("stall: {:g} requests a second for {:g} s, the server frozen for {:g} s",
                       stall_rate(), size_.stall_window_s, size_.stall_s);
  }
  core::Result<void> stall(results::Calibration& into) {
    constexpr double kBegins = 0.3;  // of the window: time enough to catch up before its end
    Exercise exercise;
    exercise.rate_rps = stall_rate();
    exercise.window_s = size_.stall_window_s;
    exercise.warmup_s = size_.warmup_s;
    exercise.max_in_flight = stall_open_limit(exercise.rate_rps * exercise.window_s);
    exercise.stall = Exercise::Stall{kBegins * size_.stall_window_s, size_.stall_s};
    const auto done = run_exercise(exercise, clock_, interrupts_);
    if (!done) return tl::unexpected(done.error());
    results::StallTest test;
    test.rate_rps = exercise.rate_rps;
    test.window_s = size_.stall_window_s;
    test.stall_s = size_.stall_s;
    test.expected_p99_ms = expected_stall_p99_ms(size_.stall_s, size_.stall_window_s);
    test.response_p99_ms = p99_ms(*done, MetricId::response_time);
    test.service_p99_ms = p99_ms(*done, MetricId::service_time);
    test.end =
        worse(judge_counts(done->counts()), judge_stall(test, done->engine.client.client_limited));
    if (test.end.note.empty() && test.rate_rps < size_.stall_rps) {
      test.end.note =
          fmt::format("at less than {:g} requests a second: the client used {} of a core at {:g}",
                      size_.stall_rps, metrics::format_share(cpu_share_), size_.pacing_rps);
    }
    into.stall = std::move(test);
    return {};
  }

 private:
  static constexpr double kGapMs = 2;

  [[nodiscard]] double stall_rate() const {
    return affordable_rate(size_.stall_rps, size_.pacing_rps, cpu_share_);
  }

  const SelfCheckSize& size_;
  const core::Clock& clock_;
  const Interrupts& interrupts_;
  double cpu_share_ = 0;  // of the worker, while pacing
};

}  // namespace

SelfCheckSize SelfCheckSize::for_quick() {
  SelfCheckSize size;
  size.quick = true;
  size.pacing_rps = 200;
  size.pacing_s = 0.3;
  size.stream_rps = 50;
  size.stream_s = 0.3;
  size.ttft_ms = 5;
  size.stall_rps = 200;
  size.stall_window_s = 0.6;
  size.stall_s = 0.15;
  size.warmup_s = 0;
  return size;
}

core::Result<results::Calibration> run_self_check(
    const SelfCheckSize& size, const core::Clock& clock, const Interrupts& interrupts,
    const std::function<void(const std::string&)>& announce) {
  results::Calibration calibration;
  calibration.quick = size.quick;
  SelfCheck check(size, clock, interrupts);
  announce(check.pacing_plan());
  if (const auto done = check.pacing(calibration); !done) return tl::unexpected(done.error());
  for (const char* kind : {"kernel", "callback"}) {
    announce(check.stream_plan(kind));
    if (const auto done = check.stamps(kind, calibration); !done) {
      return tl::unexpected(done.error());
    }
  }
  announce(check.stall_plan());
  if (const auto done = check.stall(calibration); !done) return tl::unexpected(done.error());
  return calibration;
}

}  // namespace orbench::cli
