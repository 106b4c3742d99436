#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orbench::mock {

enum class PictureFormat : std::uint8_t { kPng, kJpeg, kWebp, kSvg };

/// `png`, `jpeg`, `webp` or `svg`; anything else is nothing.
[[nodiscard]] std::optional<PictureFormat> picture_format(std::string_view name);
/// `image/png` and its like.
[[nodiscard]] std::string_view media_type(PictureFormat format);

/// A file of that format that any decoder accepts: eight by eight pixels of one colour (grey in a
/// JPEG), a hundred bytes or so.
/// `colour` is 0xRRGGBB.
/// Source: PNG (RFC 2083), ITU-T T.81, WebP Lossless Bitstream Specification, SVG 1.1.
[[nodiscard]] std::string picture(PictureFormat format, std::uint32_t colour);

}  // namespace orbench::mock
