#pragma once

#include <string>
#include <vector>

#include "harness/metrics/sample.h"

namespace orbench::verify {

/// Keeps the ids of the few worst samples seen. Of equally bad ones the earlier stay.
/// Threads: one thread per object.
class Evidence {
 public:
  static constexpr std::size_t kMost = 5;

  /// `badness` orders the samples; its scale is the caller's.
  void add(double badness, const metrics::Sample& sample);
  /// Worst first.
  [[nodiscard]] std::vector<std::string> ids() const;

 private:
  struct Item {
    double badness;
    std::string id;
  };
  std::vector<Item> items_;
};

}  // namespace orbench::verify
