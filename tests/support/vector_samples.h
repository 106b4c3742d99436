#pragma once

#include <functional>
#include <vector>

#include "results/sample_log.h"

namespace orbench::support {

/// Samples held in memory, or the error that reading them gives.
class VectorSamples final : public results::SampleSource {
 public:
  std::vector<metrics::Sample> samples;
  core::Result<void> outcome;

  [[nodiscard]] core::Result<void> for_each(
      const std::function<void(const metrics::Sample&)>& visit) const override {
    for (const metrics::Sample& sample : samples) visit(sample);
    return outcome;
  }
};

}  // namespace orbench::support
