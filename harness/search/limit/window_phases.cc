#include "harness/search/limit/window_phases.h"

#include <cmath>

namespace orbench::search {

void WindowPhases::exclude(double from, double to) {
  if (to <= from) return;
  if (to - from >= length_) {
    free_.clear();
    return;
  }
  const double begin = from - std::floor(from / length_) * length_;
  const double end = begin + (to - from);
  cut({begin, end});
  if (end > length_) cut({0, end - length_});
}

void WindowPhases::cut(const Arc& out) {
  std::vector<Arc> left;
  for (const Arc& arc : free_) {
    if (out.to <= arc.from || out.from >= arc.to) {
      left.push_back(arc);
      continue;
    }
    if (arc.from < out.from) left.push_back({arc.from, out.from});
    if (out.to < arc.to) left.push_back({out.to, arc.to});
  }
  free_.swap(left);
}

}  // namespace orbench::search
