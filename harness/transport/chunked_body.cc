#include "harness/transport/chunked_body.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace orbench::transport {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::uint8_t kNoDigit = 16;

constexpr std::array<std::uint8_t, 256> kHexValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 10; ++i) values.at(std::size_t{'0'} + i) = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    values.at(std::size_t{'a'} + i) = values.at(std::size_t{'A'} + i) =
        static_cast<std::uint8_t>(10 + i);
  }
  return values;
}();

std::uint8_t hex_value(char c) { return kHexValues[static_cast<unsigned char>(c)]; }

/// Takes a whole line with nothing but a chunk's size off the front: nearly all are so. Zero, and
/// nothing is taken, where it is otherwise.
std::uint64_t take_plain_size(std::string_view& wire) {
  constexpr std::size_t kMostDigits = 8;
  std::uint64_t size = 0;
  std::size_t at = 0;
  for (; at < std::min(wire.size(), kMostDigits) && hex_value(wire[at]) != kNoDigit; ++at) {
    size = size << 4U | hex_value(wire[at]);
  }
  if (size == 0 || wire.substr(at, kLineEnd.size()) != kLineEnd) return 0;
  wire.remove_prefix(at + kLineEnd.size());
  return size;
}

}  // namespace

std::string_view ChunkedBody::take(std::string_view wire, std::string& room) {
  if (room.size() < wire.size()) room.resize(wire.size());
  std::string_view first;
  std::size_t joined = 0;
  const auto join = [&](std::string_view data) {
    std::memcpy(room.data() + joined, data.data(), data.size());
    joined += data.size();
  };
  while (!wire.empty()) {
    if (state_ != State::kData) {
      take_frame(wire);
      continue;
    }
    const std::string_view data = take_data(wire);
    if (first.empty()) {
      first = data;
      continue;
    }
    if (joined == 0) join(first);
    join(data);
  }
  return joined == 0 ? first : std::string_view(room).substr(0, joined);
}

void ChunkedBody::take_frame(std::string_view& wire) {
  switch (state_) {
    case State::kSize:
      return take_size(wire);
    case State::kExtension:
      return skip_extension(wire);
    case State::kDataEnd:
      return take_data_end(wire);
    case State::kTrailer:
      skipped_ += wire.size();
      break;
    case State::kData:
    case State::kBroken:
      break;
  }
  wire = {};
}

void ChunkedBody::take_size(std::string_view& wire) {
  constexpr std::uint8_t kMostDigits = 16;
  if (digits_ == 0) {
    left_ = take_plain_size(wire);
    if (left_ > 0) {
      state_ = State::kData;
      return;
    }
  }
  while (!wire.empty()) {
    const std::uint8_t digit = hex_value(wire.front());
    if (digit == kNoDigit) {
      state_ = digits_ == 0 ? State::kBroken : State::kExtension;
      return;
    }
    if (++digits_ > kMostDigits) {
      state_ = State::kBroken;
      return;
    }
    left_ = left_ << 4U | digit;
    wire.remove_prefix(1);
  }
}

/// Whatever stands between the size and the end of its line.
void ChunkedBody::skip_extension(std::string_view& wire) {
  const std::size_t size = std::min(wire.find('\n'), wire.size());
  skipped_ += size;
  wire.remove_prefix(size);
  if (wire.empty()) return;
  wire.remove_prefix(1);
  digits_ = 0;
  state_ = left_ == 0 ? State::kTrailer : State::kData;
}

std::string_view ChunkedBody::take_data(std::string_view& wire) {
  const std::size_t size = std::min<std::uint64_t>(left_, wire.size());
  const std::string_view data = wire.substr(0, size);
  wire.remove_prefix(size);
  left_ -= size;
  if (left_ > 0) return data;
  const bool ends = wire.starts_with(kLineEnd);
  if (ends) wire.remove_prefix(kLineEnd.size());
  state_ = ends ? State::kSize : State::kDataEnd;
  return data;
}

/// As libcurl does: any number of CR, then LF.
void ChunkedBody::take_data_end(std::string_view& wire) {
  while (wire.starts_with('\r')) wire.remove_prefix(1);
  if (wire.empty()) return;
  state_ = wire.front() == '\n' ? State::kSize : State::kBroken;
  wire.remove_prefix(1);
}

}  // namespace orbench::transport
