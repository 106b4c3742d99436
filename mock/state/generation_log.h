#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mock/state/served.h"

namespace orbench::mock {

/// The latest inference requests, by generation id; the oldest makes room for the newest.
/// Threads: one thread per object.
class GenerationLog {
 public:
  static constexpr std::size_t kMostKept = 10'000;

  /// An id noted twice shows the later request.
  void add(Served served);
  /// Null when unknown, or no longer kept.
  [[nodiscard]] const Served* find(std::string_view id) const;
  /// In the order they were added.
  [[nodiscard]] const std::deque<Served>& all() const { return kept_; }
  void clear();

 private:
  std::deque<Served> kept_;
  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::uint64_t dropped_ = 0;  // the number of the first one kept
};

}  // namespace orbench::mock
