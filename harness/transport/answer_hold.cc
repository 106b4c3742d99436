#include "harness/transport/answer_hold.h"

#include <sys/socket.h>

#include <algorithm>

namespace orbench::transport {
namespace {

/// More than an answer brings while its request is being sent, and less than makes the kernel widen
/// the receive buffer.
constexpr int kHeldBytes = 32 * 1024;

void hold_back(curl_socket_t fd, int bytes) {
  setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
}

}  // namespace

bool AnswerHold::wants_next() {
  if (left_ == 0) {
    free_ += free_ < kQuiet ? 1 : 0;
    return false;
  }
  --left_;
  return true;
}

void AnswerHold::note_early_answer() {
  if (left_ > 0) return;  // more came than is held
  length_ = free_ < kQuiet && length_ > 0 ? std::min(2 * length_, kMost) : kLeast;
  left_ = length_;
  free_ = 0;
}

void AnswerHold::hold(curl_socket_t fd) {
  hold_back(fd, kHeldBytes);
  held_.push_back(fd);
}

void AnswerHold::let_go() {
  for (const curl_socket_t fd : held_) hold_back(fd, 1);
  held_.clear();
}

}  // namespace orbench::transport
