#pragma once

#include <string>
#include <string_view>

namespace orbench::protocol {

/// Whether a picture is whole, as far as its structure tells; what is wrong with it, or empty.
///   PNG   its header comes first and has a size, every chunk ends within the file and has the
///         right checksum, the last is IEND
///   JPEG  every segment up to the first scan ends within the file, a frame has a size, the end
///         marker is there
///   WebP  the container is as long as it says, its chunks end within it, one holds a picture
///   SVG   it has an <svg> element, and that is closed
/// Pixels are not unpacked.
/// Source: ISO/IEC 15948 (PNG), ITU-T T.81 annex B (JPEG), RFC 9649 (WebP).
[[nodiscard]] std::string picture_defect(std::string_view bytes);

}  // namespace orbench::protocol
