#pragma once

#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "harness/core/units.h"

namespace orbench::mock {

class Player;

/// When players want to go on, the earliest first. A player that changes its mind, or is gone,
/// leaves its entry behind: whoever takes one asks whether it still holds. Threads: one.
class DueQueue {
 public:
  struct Entry {
    core::Duration at{};
    Player* player = nullptr;
    bool operator>(const Entry& other) const { return at > other.at; }
  };

  void push(const Entry& entry) { entries_.push(entry); }
  [[nodiscard]] std::optional<core::Duration> next() const {
    return entries_.empty() ? std::nullopt : std::optional(entries_.top().at);
  }
  /// Takes the earliest entry that is due at `now`.
  std::optional<Entry> pop_due(core::Duration now) {
    if (entries_.empty() || entries_.top().at > now) return std::nullopt;
    const Entry entry = entries_.top();
    entries_.pop();
    return entry;
  }

 private:
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
};

}  // namespace orbench::mock
