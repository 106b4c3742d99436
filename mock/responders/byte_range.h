#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace orbench::mock {

/// Part of a body: the bytes from `first` on, `count` of them.
struct ByteRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// What a `Range` header asks of a body of `size` bytes. Absent: the whole body is the answer, for
/// a header that is none, asks for several ranges, or counts in other units. A count of 0: the
/// range lies outside, which is a 416.
/// Source: RFC 9110, section 14.1.
[[nodiscard]] std::optional<ByteRange> parse_byte_range(std::string_view header, std::size_t size);

}  // namespace orbench::mock
