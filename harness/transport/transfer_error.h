#pragma once

#include <string>
#include <string_view>

#include <curl/curl.h>

#include "harness/transport/transport.h"

namespace orbench::transport {

/// What libcurl's code means to a reader of results. Codes of stages that this program does not use
/// count as kTransportError.
[[nodiscard]] TransferEnd classify(CURLcode code);

/// One line for people: libcurl's `detail` where it gave one, else the code's own text, and the
/// code. Neither holds request headers.
[[nodiscard]] std::string describe(CURLcode code, std::string_view detail);

}  // namespace orbench::transport
