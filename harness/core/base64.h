#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orbench::core {

/// Standard base64 with padding (RFC 4648, section 4).
[[nodiscard]] std::string encode_base64(std::string_view bytes);
/// Empty when the text is not exactly that: a foreign character, a wrong length or padding, bits
/// left over.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace orbench::core
