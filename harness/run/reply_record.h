#pragma once

#include "harness/metrics/sample.h"
#include "harness/protocol/endpoint.h"

namespace orbench::run {

/// Writes into a sample what a reply said: its times, counts, usage, and who served it; how the
/// request ended is decided elsewhere. REQUIRES: the reader has finished.
void record_reply(const protocol::ResponseReader& reader, metrics::Sample& sample);

/// The part of it that is known of a reply that still comes in: its times so far, and of what kind
/// it is.
void record_so_far(const protocol::ResponseReader& reader, metrics::Sample& sample);

}  // namespace orbench::run
