#pragma once

#include <cstdint>
#include <string>

namespace orbench::metrics {

/// What a content check of the scenario found in one reply. A reply that has nothing the check is
/// about has no mark for it.
struct ContentMark {
  std::uint32_t check = 0;  ///< its place among the scenario's checks, from 0
  bool held = false;
  std::string found;  ///< what was there instead, one line for people; empty when it held
  friend bool operator==(const ContentMark&, const ContentMark&) = default;
};

}  // namespace orbench::metrics
