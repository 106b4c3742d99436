#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/verify/evidence.h"
#include "harness/verify/routing/rule.h"

namespace orbench::verify::routing {

/// Whether a preference that removes nobody costs errors: requests with it and without it, paired
/// by their place. A request that the router refused is a counter-example, which is asked to repeat
/// once; other errors are compared by McNemar's exact test, one-sided.
/// Source: the design's statistics, 6.4, row 20.
class PairedErrors {
 public:
  void observe(const Trial& trial, const Place& place);

  struct Result {
    bool broken = false;
    std::string note;                   ///< empty when there is nothing to say
    std::vector<std::string> evidence;  ///< sample ids
  };
  [[nodiscard]] Result judge(double alpha) const;

 private:
  enum class Mark : std::uint8_t { kAbsent, kFine, kError };
  struct Pair {
    Mark with = Mark::kAbsent;
    Mark without = Mark::kAbsent;
  };
  using At = std::pair<std::uint64_t, std::uint32_t>;  // round and turn
  std::map<At, Pair> pairs_;
  std::int64_t refused_ = 0;
  std::int64_t refused_without_ = 0;
  Evidence refusals_;
  Evidence errors_;
};

}  // namespace orbench::verify::routing
