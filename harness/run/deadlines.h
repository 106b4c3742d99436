#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "harness/core/units.h"

namespace orbench::run {

/// When to look at which slot next. Deadlines move with every byte, so entries are lazy: a slot
/// gets a new entry only when its deadline moved before the one it has; one that fires too soon is
/// put back by the caller. An entry outlives its request and serves the slot's next one, so there
/// are hardly more entries than slots, and a chunk or a short request costs a comparison, not a
/// heap operation. Threads: one thread per object.
class Deadlines {
 public:
  struct Entry {
    core::Duration at{0};
    std::uint32_t slot = 0;
  };
  void push(const Entry& entry) { heap_.push(entry); }
  [[nodiscard]] std::optional<core::Duration> next() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.top().at;
  }
  /// The earliest entry due at `now`, taken out.
  [[nodiscard]] std::optional<Entry> pop_due(core::Duration now) {
    if (heap_.empty() || heap_.top().at > now) return std::nullopt;
    const Entry entry = heap_.top();
    heap_.pop();
    return entry;
  }

 private:
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const { return a.at > b.at; }
  };
  std::priority_queue<Entry, std::vector<Entry>, Later> heap_;
};

}  // namespace orbench::run
