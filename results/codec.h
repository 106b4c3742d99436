#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "results/run_result.h"
#include "results/verdict.h"

namespace orbench::results {

inline constexpr std::string_view kSummarySchema = "orbench.summary/1";

struct StoredRun {
  RunResult result;
  Verdict verdict;
};

/// summary.json as schema/summary.v1.json describes it: times in ms, money in USD, the unit beside
/// each figure, no NaN and no infinity. Pretty-printed, with a final newline.
[[nodiscard]] std::string encode_summary(const RunResult& result, const Verdict& verdict);
/// Reads it back; unknown keys are ignored. decode(encode(x)) encodes to the same text.
/// Errors: kParse with a JSON pointer.
[[nodiscard]] core::Result<StoredRun> decode_summary(std::string_view text);

}  // namespace orbench::results
