#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "harness/core/result.h"
#include "harness/core/units.h"
#include "harness/metrics/sample.h"

namespace orbench::results {

/// Reads lines of samples.jsonl one after another, with buffers that are kept between them.
/// Unknown keys are ignored. Errors: kParse; the message says what is wrong with the line.
/// Threads: one thread per object.
class SampleLineParser {
 public:
  /// Instants and spans beyond this are refused: their differences must not overflow.
  static constexpr core::Duration kFurthest = std::chrono::hours{24 * 3650};

  SampleLineParser();
  ~SampleLineParser();
  [[nodiscard]] core::Result<metrics::Sample> parse(std::string_view line);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

/// `text`, a JSON number, times 10^decimals, rounded; exact for plain decimals. Empty when it is no
/// number or out of range.
[[nodiscard]] std::optional<std::int64_t> parse_scaled(std::string_view text, int decimals);

}  // namespace orbench::results
