#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace orbench::protocol {

/// `audio/pcm` of `audio/pcm; rate=24000`: a media type without its parameters and the space around
/// it.
[[nodiscard]] std::string_view media_type_of(std::string_view content_type);

/// The value of a parameter that is a whole number from 1; absent for anything else.
[[nodiscard]] std::optional<std::uint32_t> media_number(std::string_view content_type,
                                                        std::string_view name);

}  // namespace orbench::protocol
