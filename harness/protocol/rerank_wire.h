#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /rerank. Results must name each document at most once, with a score, best first, and be as
/// many as `top_n` and the documents allow.
/// Source: the API reference, section 1.5.
[[nodiscard]] std::unique_ptr<Wire> make_rerank_wire();

}  // namespace orbench::protocol
