#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orbench::metrics {

/// The integers of an HdrHistogram payload: ZigZag (signs alternate), then seven bits a byte, low
/// end first, at most nine bytes of which the ninth holds eight bits. Protocol buffers use ten, so
/// the two are not interchangeable.
void append_zigzag(std::int64_t value, std::string& out);
/// Reads one number and moves `bytes` past it; empty when the bytes end inside it.
[[nodiscard]] std::optional<std::int64_t> read_zigzag(std::string_view& bytes);

}  // namespace orbench::metrics
