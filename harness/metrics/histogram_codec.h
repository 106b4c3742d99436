#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "harness/metrics/histogram.h"

namespace orbench::metrics {

/// The text by which HdrHistogram tools exchange histograms: base64 of the V2 compressed encoding
/// (begins with `HISTFAAA`). It holds the range and the count of every slot. What it cannot hold is
/// lost: exact minimum, maximum and sum, and how many values were clamped into the range.
/// Errors: kInternal when zlib has no memory.
/// Source:  HdrHistogram (G. Tene), V2 encoding with zlib (RFC 1950).
[[nodiscard]] core::Result<std::string> encode_histogram(const Histogram& histogram);

/// Reads it back, whoever wrote it. Counts beyond the stated highest value widen the range, since
/// other tools resize on the fly.
/// Errors: kParse for bytes that are no histogram; kUnsupported for V0, V1, uncompressed, floating
/// point and rotated histograms; kTooLarge above kMaxHistogramBytes, packed or unpacked.
[[nodiscard]] core::Result<Histogram> decode_histogram(std::string_view base64);

/// Far above any histogram of ours (under 300 KiB), far below what could harm.
inline constexpr std::size_t kMaxHistogramBytes = 4U << 20U;

}  // namespace orbench::metrics
