#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace orbench::mock {

/// An MP4 file of that length in time and about `bytes` bytes: its boxes are in order and true, but
/// it has no track, and the media data are drawn from `seed`.
/// Source: ISO/IEC 14496-12, boxes ftyp, moov/mvhd and mdat.
[[nodiscard]] std::string film(std::int64_t seconds, std::size_t bytes, std::uint64_t seed);

}  // namespace orbench::mock
