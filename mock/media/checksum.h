#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orbench::mock {

/// Source: RFC 1952, section 8 (also PNG, annex D).
[[nodiscard]] std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);
/// Source: RFC 1950, section 8.2.
[[nodiscard]] std::uint32_t adler32(std::string_view bytes);

/// Appends a number, most significant byte first, as pictures and films have it.
void append_big_endian(std::string& out, std::uint32_t value, int bytes);
/// Appends a number, least significant byte first, as gzip, RIFF and PCM have it.
void append_little_endian(std::string& out, std::uint32_t value, int bytes);

/// A deflate block that holds at most 65,535 bytes as they are: valid without a compressor.
/// Source: RFC 1951, section 3.2.4.
[[nodiscard]] std::string stored_block(std::string_view bytes, bool last);

}  // namespace orbench::mock
