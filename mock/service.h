#pragma once

#include <cstdint>

#include "mock/config.h"
#include "mock/server/message.h"
#include "mock/server/script.h"
#include "mock/state/state.h"

namespace orbench::mock {

/// The mock without a socket: finds the responder, checks the key, lets the faults strike.
/// The n-th inference request of a service with a given configuration always gets the same answer.
/// Threads: one thread per object.
class Service {
 public:
  /// Time runs by the machine's clock, or by the one given, which must outlive the service.
  explicit Service(Config config);
  Service(Config config, const core::Clock& runs_by)
      : config_(std::move(config)), state_(config_.settings, runs_by) {}

  /// Anything that no responder takes gets a 404 or 405 in the common envelope.
  [[nodiscard]] Script answer(const Request& request);

  /// Begins again: the next inference request is the first.
  void reset() {
    inference_requests_ = other_requests_ = 0;
    state_.reset();
  }
  [[nodiscard]] std::uint64_t inference_requests() const { return inference_requests_; }

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] State& state() { return state_; }

 private:
  struct Match;
  [[nodiscard]] static Match match(const Request& request);
  [[nodiscard]] Script answer_match(const Request& request, const Match& match,
                                    std::uint64_t sequence);

  Config config_;
  State state_;
  std::uint64_t inference_requests_ = 0;
  std::uint64_t other_requests_ = 0;
};

}  // namespace orbench::mock
