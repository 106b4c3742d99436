#pragma once

#include <vector>

namespace orbench::search {

/// The instants at which windows of one length may begin: a part of a circle as long as a window.
/// Threads: one thread per object.
class WindowPhases {
 public:
  explicit WindowPhases(double length) : length_(length), free_{{0, length}} {}

  /// None begins in here, nor whole lengths earlier or later. Nothing where `to` is not later.
  void exclude(double from, double to);
  [[nodiscard]] bool empty() const { return free_.empty(); }

 private:
  struct Arc {
    double from = 0;
    double to = 0;
  };
  void cut(const Arc& out);

  double length_;
  std::vector<Arc> free_;
};

}  // namespace orbench::search
