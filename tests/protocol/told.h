#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

/// The n-th instant of a test, in whole milliseconds.
[[nodiscard]] core::Stamp at_ms(int ms);

/// A head of status 200 with this content type.
[[nodiscard]] core::ResponseHead head_of(std::string_view content_type, int status = 200);
inline constexpr std::string_view kStreamType = "text/event-stream";
inline constexpr std::string_view kJsonType = "application/json";

/// Everything a reader says that must not depend on how the network cut the bytes, as one line:
/// verdict, counts, classes, names, usage, error. What is absent is left out.
[[nodiscard]] std::string told(const ResponseReader& reader);

/// Resets `reader` and gives it one reply; each piece is one network read, 1 ms apart.
std::string told_of(ResponseReader& reader, const core::ResponseHead& head,
                    const std::vector<std::string_view>& pieces, bool complete = true);

/// The bytes of tests/protocol/streams/<wire>/<name>.sse; fails the test when it is not there.
[[nodiscard]] std::string recorded(std::string_view name, std::string_view wire = "chat");

}  // namespace orbench::protocol
