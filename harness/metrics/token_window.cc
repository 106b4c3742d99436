#include "harness/metrics/token_window.h"

#include <algorithm>
#include <cmath>

namespace orbench::metrics {

std::optional<TokenWindow> token_window(const Sample& s) {
  if (!s.usage.output_tokens) return std::nullopt;
  TokenWindow window{*s.usage.output_tokens, 1, s.at.first_token()};
  std::uint64_t first_bytes = s.first_read_bytes;
  std::uint64_t all_bytes = s.token_bytes;
  const bool thinking_unseen =
      s.reasoning == ReasoningClass::kOpaque || s.reasoning == ReasoningClass::kHidden;
  if (thinking_unseen) {
    // Tokens that were never on the wire must not be spread over the time of those that were.
    if (!s.usage.reasoning_tokens) return std::nullopt;
    // By way of double: the figures are the service's word and may be anything.
    const double visible =
        static_cast<double>(window.n) - static_cast<double>(*s.usage.reasoning_tokens);
    window.n = visible <= 0 ? 0 : std::min(window.n, static_cast<std::int64_t>(visible));
    window.first = s.at.first_answer;
    first_bytes = s.answer_first_read_bytes;
    all_bytes = s.answer_bytes;
  }
  window.n = std::max<std::int64_t>(window.n, 0);
  if (all_bytes > 0) {
    const double share = static_cast<double>(first_bytes) / static_cast<double>(all_bytes);
    const double k = std::round(static_cast<double>(window.n) * std::min(share, 1.0));
    window.k = k >= static_cast<double>(window.n)
                   ? std::max<std::int64_t>(1, window.n)
                   : std::max<std::int64_t>(1, static_cast<std::int64_t>(k));
  }
  return window;
}

}  // namespace orbench::metrics
