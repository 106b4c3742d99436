#pragma once

#include "harness/core/rng.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

[[nodiscard]] core::Stamp at_ms(double ms);

/// An ok stream with every figure defined: intended 0, admitted 2, dispatched 3, sent 5, headers
/// 20, first comment 25, first reasoning unset, first answer 105, last token 505, done 510,
/// closed 515 ms; 101 output tokens of which one came with the first of 41 reads.
[[nodiscard]] Sample ok_stream();
/// An ok plain reply: sent 5, headers 200, done 305, closed 305 ms; 50 output tokens.
[[nodiscard]] Sample ok_plain();
/// The same of another kind: no tokens, two items, four seconds of sound; in a stream the first of
/// it came at 105 ms.
[[nodiscard]] Sample ok_stream_of(core::Product product);
[[nodiscard]] Sample ok_plain_of(core::Product product);
/// A request that ended as `outcome` before any reply, at `closed_ms`.
[[nodiscard]] Sample failed(core::Outcome outcome, double closed_ms = 50);

/// Any sample at all: every outcome, some without usage, some plain, some in warm-up, moved in
/// time; cells 0-1, blocks 0-3.
[[nodiscard]] Sample random_sample(core::Rng& rng, std::uint64_t seq);

}  // namespace orbench::metrics
