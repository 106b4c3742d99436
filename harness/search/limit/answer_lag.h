#pragma once

#include <deque>

#include "harness/core/units.h"

namespace orbench::search {

/// How far the answers of a search have fallen behind its requests. A service, or the machine that
/// asks it, that answers fewer a second than are asked falls further and further behind, before any
/// limit is met, and nothing that is measured from there on tells of one.
/// Threads: one thread per object.
class AnswerLag {
 public:
  static constexpr core::Duration kLeast = std::chrono::seconds{5};
  static constexpr int kUsualTimes = 5;  ///< as long as the first answers have taken

  void take(core::Duration at) { open_.push_back(at); }
  /// Whichever it was: the oldest place is free.
  void answer(core::Duration at);
  [[nodiscard]] core::Duration latest() const { return latest_; }
  /// The requests come too fast to be answered.
  [[nodiscard]] bool is_hopeless() const { return latest_ > kLeast + kUsualTimes * usual_; }

 private:
  static constexpr int kFirst = 20;

  std::deque<core::Duration> open_;  // when each was sent for which an answer is missing
  core::Duration latest_{0};
  core::Duration usual_{0};
  int seen_ = 0;
};

}  // namespace orbench::search
