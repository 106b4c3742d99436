#pragma once

#include <curl/curl.h>

#include "harness/transport/transport.h"

namespace orbench::transport {

/// Reads the connection's times of a transfer that has ended or is about to be cancelled. `sends`:
/// how often the request was written. `host_is_name`: without a name there was no lookup to report.
/// REQUIRES: called before the handle leaves its multi.
[[nodiscard]] TransferTiming read_timing(CURL* easy, std::uint32_t sends, bool host_is_name);

}  // namespace orbench::transport
