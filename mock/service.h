#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "harness/core/result.h"
#include "mock/config.h"
#include "mock/server/message.h"
#include "mock/server/script.h"
#include "mock/state/state.h"

namespace orbench::mock {

struct Responder;

/// The mock without a socket: finds the responder, checks the key, lets the faults strike.
/// The n-th inference request of a service with a given configuration always gets the same answer.
/// Threads: one thread per object.
class Service {
 public:
  /// Time runs by the machine's clock, or by the one given, which must outlive the service.
  explicit Service(Config config);
  Service(Config config, const core::Clock& runs_by)
      : config_(std::move(config)), configured_faults_(config_.faults), state_(config_, runs_by) {}

  /// Anything that no responder takes gets a 404 or 405 in the common envelope.
  [[nodiscard]] Script answer(const Request& request);

  /// Begins again: the next inference request is the first.
  void reset() {
    requests_ = inference_requests_ = other_requests_ = 0;
    config_.faults = configured_faults_;
    state_.reset();
  }
  /// Which faults strike from now on; reset() brings the configured ones back.
  void set_faults(std::vector<FaultRule> faults) { config_.faults = std::move(faults); }
  [[nodiscard]] std::uint64_t inference_requests() const { return inference_requests_; }

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] State& state() { return state_; }

 private:
  struct Match;
  [[nodiscard]] static Match match(const Request& request);
  [[nodiscard]] Script answer_match(const Request& request, const Match& match,
                                    std::uint64_t sequence);
  /// The terms of the key that the request brings, or the 401.
  [[nodiscard]] tl::expected<KeyTerms, Script> key_of(const Request& request,
                                                      const Responder& responder);

  Config config_;
  std::vector<FaultRule> configured_faults_;
  State state_;
  std::uint64_t requests_ = 0;  // of any kind
  std::uint64_t inference_requests_ = 0;
  std::uint64_t other_requests_ = 0;
};

}  // namespace orbench::mock
