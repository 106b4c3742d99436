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

}  // namespace

/// The body's bytes in one piece: where they lie, or put together where they lie apart.
class ChunkedBody::Pieces {
 public:
  explicit Pieces(std::string& room) : room_(room) {}
  void add(std::string_view data) {
    if (first_.empty()) {
      first_ = data;
      return;
    }
    if (joined_ == 0) join(first_);
    join(data);
  }
  [[nodiscard]] std::string_view whole() const {
    return joined_ == 0 ? first_ : std::string_view(room_).substr(0, joined_);
  }

 private:
  void join(std::string_view data) {
    std::memcpy(room_.data() + joined_, data.data(), data.size());
    joined_ += data.size();
  }
  std::string& room_;
  std::string_view first_;
  std::size_t joined_ = 0;
};

std::string_view ChunkedBody::take(std::string_view wire, std::string& room) {
  if (room.size() < wire.size()) room.resize(wire.size());
  Pieces pieces(room);
  while (!wire.empty()) {
    if (state_ == State::kSize && digits_ == 0) wire = take_whole_chunks(wire, pieces);
    if (state_ == State::kData) {
      pieces.add(take_data(wire));
    } else if (!wire.empty()) {
      take_frame(wire);
    }
  }
  return pieces.whole();
}

/// What is left behind the chunks that lie here whole, with nothing but their size in front of
/// them: nearly all do. Zero is no such size.
std::string_view ChunkedBody::take_whole_chunks(std::string_view wire, Pieces& pieces) {
  constexpr std::ptrdiff_t kMostDigits = 8;
  constexpr std::size_t kLineEnds = 2 * kLineEnd.size();
  const char* at = wire.data();
  const char* const end = at + wire.size();
  const auto ends_line = [](const char* line) { return line[0] == '\r' && line[1] == '\n'; };
  while (at != end) {
    std::uint64_t size = 0;
    const char* data = at;
    for (; data != end && data - at < kMostDigits; ++data) {
      const std::uint8_t digit = hex_value(*data);
      if (digit == kNoDigit) break;
      size = size << 4U | digit;
    }
    const bool is_whole = size > 0 && static_cast<std::size_t>(end - data) >= size + kLineEnds;
    if (!is_whole || !ends_line(data)) break;
    data += kLineEnd.size();
    if (!ends_line(data + size)) break;
    pieces.add({data, size});
    at = data + size + kLineEnd.size();
  }
  return {at, static_cast<std::size_t>(end - at)};
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
  if (digits_ == 0) left_ = 0;
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
  skipped_ -= std::min<std::uint64_t>(skipped_, 1);  // the CR in front, which is no extension
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
