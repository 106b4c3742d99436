#pragma once

#include <cstdint>
#include <vector>

#include <curl/curl.h>

namespace orbench::transport {

/// libcurl looks for the answer in the very call that sends the request, where nobody can peek at
/// the kernel's stamp. A server that takes the processor from the client, as one in the same
/// process may, has answered by then, up to half a millisecond before a clock could stamp it. While
/// one answer in a hundred does, sockets are told to hold back what arrives (SO_RCVLOWAT) until
/// that call is over. That costs two system calls a request, so it ends after a while, and begins
/// again, for twice as long if soon, with the next such answer. Threads: the loop's.
class AnswerHold {
 public:
  static constexpr std::uint32_t kLeast = 16;       ///< requests that are held, at first
  static constexpr std::uint32_t kMost = 1U << 20;  ///< at length
  /// After so many requests in a row that nobody answered so soon it begins anew with kLeast.
  static constexpr std::uint32_t kQuiet = 100;

  /// A request is about to leave. True when its socket shall be held.
  [[nodiscard]] bool wants_next();
  /// An answer was read in the call that sent its request.
  void note_early_answer();

  /// Holds back what arrives at `fd` until release().
  void hold(curl_socket_t fd);
  /// The call is over.
  void release() {
    if (!held_.empty()) let_go();
  }

 private:
  void let_go();

  std::vector<curl_socket_t> held_;
  std::uint32_t length_ = 0;  // of the last stretch of requests that were held
  std::uint32_t left_ = 0;    // of it
  std::uint32_t free_ = 0;    // requests since then that were not
};

}  // namespace orbench::transport
