#include "harness/metrics/zigzag.h"

#include <cstddef>

namespace orbench::metrics {
namespace {

constexpr std::uint64_t kMore = 0x80;  // the bit that says another byte follows
constexpr std::size_t kLongest = 9;    // bytes
constexpr unsigned kLastShift = 7 * (kLongest - 1);

}  // namespace

void append_zigzag(std::int64_t value, std::string& out) {
  auto rest = static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63);
  for (std::size_t i = 1; i < kLongest && rest >= kMore; ++i) {
    out += static_cast<char>((rest & (kMore - 1)) | kMore);
    rest >>= 7U;
  }
  out += static_cast<char>(rest);
}

std::optional<std::int64_t> read_zigzag(std::string_view& bytes) {
  std::uint64_t folded = 0;
  for (unsigned shift = 0; !bytes.empty(); shift += 7) {
    const std::uint64_t byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    const bool last = shift == kLastShift || byte < kMore;
    folded |= (last ? byte : byte & (kMore - 1)) << shift;
    if (last) return static_cast<std::int64_t>(folded >> 1U ^ (0 - (folded & 1U)));
  }
  return std::nullopt;
}

}  // namespace orbench::metrics
