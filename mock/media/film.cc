#include "mock/media/film.h"

#include <string_view>

#include "harness/core/rng.h"
#include "mock/media/checksum.h"

namespace orbench::mock {
namespace {

using namespace std::string_view_literals;

std::string box(std::string_view type, std::string_view content) {
  std::string bytes;
  append_big_endian(bytes, static_cast<std::uint32_t>(content.size() + 8), 4);
  return bytes.append(type).append(content);
}

std::string movie_header(std::int64_t seconds) {
  constexpr std::uint32_t kTimescale = 1000;
  std::string content(12, '\0');  // version, flags, created, changed
  append_big_endian(content, kTimescale, 4);
  append_big_endian(content, static_cast<std::uint32_t>(seconds) * kTimescale, 4);
  append_big_endian(content, 0x00010000, 4);  // at its own speed
  append_big_endian(content, 0x0100, 2);      // at full volume
  content.append(10, '\0');
  for (int i = 0; i < 9; ++i) {  // the identity matrix; its last element has 30 fraction bits
    const bool diagonal = i % 4 == 0;
    append_big_endian(content, diagonal ? (i == 8 ? 0x40000000U : 0x00010000U) : 0U, 4);
  }
  content.append(24, '\0');
  append_big_endian(content, 1, 4);  // the next track's number
  return box("mvhd", content);
}

}  // namespace

std::string film(std::int64_t seconds, std::size_t bytes, std::uint64_t seed) {
  std::string data;
  core::Rng rng(seed, "film");
  while (data.size() < bytes) {
    append_big_endian(data, static_cast<std::uint32_t>(rng.next()), 4);
  }
  return box("ftyp", "isom\0\0\x02\0isomiso2mp41"sv) + box("moov", movie_header(seconds)) +
         box("mdat", data);
}

}  // namespace orbench::mock
