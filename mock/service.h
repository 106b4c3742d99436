#pragma once

#include <cstdint>

#include "mock/config.h"
#include "mock/server/message.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// The mock without a socket: finds the responder, checks the key, lets the faults strike.
/// The n-th inference request of a service with a given configuration always gets the same answer.
/// Threads: one thread per object.
class Service {
 public:
  explicit Service(Config config) : config_(std::move(config)) {}

  /// Anything that no responder takes gets a 404 or 405 in the common envelope.
  [[nodiscard]] Script answer(const Request& request);

  /// Begins again: the next inference request is the first.
  void reset() { inference_requests_ = other_requests_ = 0; }
  [[nodiscard]] std::uint64_t inference_requests() const { return inference_requests_; }

  [[nodiscard]] const Config& config() const { return config_; }

 private:
  struct Match;
  [[nodiscard]] Script answer_match(const Request& request, const Match& match,
                                    std::uint64_t sequence) const;

  Config config_;
  std::uint64_t inference_requests_ = 0;
  std::uint64_t other_requests_ = 0;
};

}  // namespace orbench::mock
