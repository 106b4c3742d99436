#pragma once

#include <string_view>

namespace orbench::protocol {

/// The media type that the first bytes of a picture in base64 tell of: image/png, image/jpeg,
/// image/webp or image/svg+xml; empty for anything else, base64 or not. Looks at the first bytes
/// only.
[[nodiscard]] std::string_view media_type_of_picture(std::string_view base64);

}  // namespace orbench::protocol
