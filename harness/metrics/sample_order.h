#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// Puts the measured requests of one workload into the order in which they were dealt, whatever the
/// order in which they ended. What is concluded before the end must rest on requests up to some
/// number, all of them: those that happened to end first are the fast ones.
/// Memory: the requests that ended before an earlier one did.
/// Threads: one thread per object.
class SampleOrder {
 public:
  using Visit = std::function<void(const Sample&)>;

  /// A request has ended: visits it, and those that waited for it, once none before it is missing.
  /// Further attempts at a request follow the first.
  /// REQUIRES: a measured sample of the workload; every one of them is passed.
  void take(const Sample& sample, const Visit& visit);
  /// Visits what still waits, though requests before it never ended.
  void flush(const Visit& visit);

 private:
  struct Request {
    std::vector<Sample> attempts;
    bool over = false;  ///< no further attempt follows
  };
  std::map<std::uint64_t, Request> waiting_;  // by seq
  std::uint64_t next_ = 0;                    // the lowest seq that is not over
};

}  // namespace orbench::metrics
