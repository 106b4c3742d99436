#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "results/sample_log.h"

namespace orbench::results {

inline constexpr std::string_view kSamplesSchema = "orbench.samples/1";

/// The first line of samples.jsonl, with its newline.
[[nodiscard]] std::string encode_sample_log_header(const SampleLogHeader& header);
/// `path` is for the message. Errors: kParse.
[[nodiscard]] core::Result<SampleLogHeader> decode_sample_log_header(std::string_view line,
                                                                     const std::string& path);

}  // namespace orbench::results
