#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace orbench::mock {

/// The standard alphabet with padding, without line breaks.
/// Source: RFC 4648, section 4.
[[nodiscard]] std::string base64(std::string_view bytes);

/// How many bytes the text stands for, or nothing when it is no base64: a foreign character (a
/// `data:` URI has several), or a length that no bytes have. Missing padding is allowed.
[[nodiscard]] std::optional<std::size_t> base64_decoded_size(std::string_view text);
/// The bytes themselves, or nothing in the same cases.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace orbench::mock
