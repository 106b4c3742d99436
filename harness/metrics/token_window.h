#pragma once

#include <cstdint>
#include <optional>

#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// Output tokens that count for per-token metrics, and those that came with the first read:
/// n and k of metrics.md (k = max(1, round(n x first-read bytes / all bytes))). Empty without
/// usage.
struct TokenWindow {
  std::int64_t n = 0;
  std::int64_t k = 1;
  core::Stamp first;  ///< first_token, or first_answer where reasoning was not streamed as text
};
[[nodiscard]] std::optional<TokenWindow> token_window(const Sample& sample);

}  // namespace orbench::metrics
