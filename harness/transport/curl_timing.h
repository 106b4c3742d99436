#pragma once

#include <curl/curl.h>

#include "harness/transport/transport.h"

namespace orbench::transport {

/// Reads the connection's times of a transfer that has ended or is about to be cancelled. `sends`:
/// how often the request was written. `needs_lookup`: whether the host had to be looked up; else
/// there is no time to report. REQUIRES: called before the handle leaves its multi.
[[nodiscard]] TransferTiming read_timing(CURL* easy, std::uint32_t sends, bool needs_lookup);

}  // namespace orbench::transport
