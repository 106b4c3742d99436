#pragma once

#include <memory>
#include <string>

#include "harness/core/clock.h"
#include "harness/core/http.h"
#include "harness/core/result.h"
#include "harness/run/preflight.h"
#include "harness/run/request_writer.h"
#include "harness/transport/reactor.h"
#include "harness/transport/transport.h"

namespace orbench::run {

/// A whole answer of the API, kept in memory.
struct ApiReply {
  int status = 0;
  std::string body;
};

/// Asks the target one question at a time and waits for the answer: for tables before and after the
/// load, never on the measured path. Connections are kept between questions.
/// Threads: one thread per object.  Lifetime: borrows the target and the clock.
class ApiClient {
 public:
  static constexpr std::size_t kMostBytes = 64U << 20U;

  /// `manner.patience` is for each answer.
  [[nodiscard]] static core::Result<std::unique_ptr<ApiClient>> create(const RunTarget& target,
                                                                       TargetCheck manner,
                                                                       const core::Clock& clock);

  /// `path` follows the base URL: `/models?category=science`.
  /// Errors: kNetwork when there is no whole answer; kCancelled when give_up said so. Any status is
  /// an answer.
  [[nodiscard]] core::Result<ApiReply> get(const std::string& path);
  /// Sends what is given; the key is added where no Authorization is there.
  [[nodiscard]] core::Result<ApiReply> send(core::HttpRequest request);

 private:
  ApiClient(const RunTarget& target, TargetCheck manner, const core::Clock& clock)
      : target_(target), manner_(std::move(manner)), clock_(clock) {}

  const RunTarget& target_;
  TargetCheck manner_;
  const core::Clock& clock_;
  std::unique_ptr<transport::Reactor> reactor_;
  std::unique_ptr<transport::Transport> transport_;
};

}  // namespace orbench::run
