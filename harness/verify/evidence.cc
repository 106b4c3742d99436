#include "harness/verify/evidence.h"

#include <algorithm>

#include "results/sample_log.h"

namespace orbench::verify {

void Evidence::add(double badness, const metrics::Sample& sample) {
  const auto place = std::find_if(items_.begin(), items_.end(),
                                  [badness](const Item& item) { return item.badness < badness; });
  if (place == items_.end() && items_.size() == kMost) return;
  items_.insert(place, {badness, results::sample_id(sample)});
  if (items_.size() > kMost) items_.pop_back();
}

std::vector<std::string> Evidence::ids() const {
  std::vector<std::string> out;
  out.reserve(items_.size());
  for (const Item& item : items_) out.push_back(item.id);
  return out;
}

}  // namespace orbench::verify
