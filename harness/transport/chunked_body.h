#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace orbench::transport {

/// Takes the bytes of a body out of the chunks that HTTP/1.1 frames it in. libcurl would hand them
/// over chunk by chunk, a call for each token of a busy stream; asked not to, it gives each read as
/// it came, and still follows the frames itself: it knows where the body ends and ends transfers
/// whose frames are broken. So nothing is refused here; behind a broken frame there are no bytes.
/// Extensions and trailers are skipped.
/// Threads: one thread per object.  Source: RFC 9112 section 7.1.
class ChunkedBody {
 public:
  /// The body's bytes among `wire`, the next bytes of the connection. Where they lie in several
  /// chunks they are put together in `room`, which grows to the longest read. The view holds while
  /// both arguments do.
  [[nodiscard]] std::string_view take(std::string_view wire, std::string& room);
  /// How many bytes were skipped as extensions and trailers: a peer could send them for ever.
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }
  /// Ready for the next body.
  void reset() { *this = ChunkedBody{}; }

 private:
  enum class State : std::uint8_t { kSize, kExtension, kData, kDataEnd, kTrailer, kBroken };

  class Pieces;

  [[nodiscard]] static std::string_view take_whole_chunks(std::string_view wire, Pieces& pieces);
  // Each takes bytes of its part of a frame off the front.
  void take_frame(std::string_view& wire);
  void take_size(std::string_view& wire);
  void skip_extension(std::string_view& wire);
  [[nodiscard]] std::string_view take_data(std::string_view& wire);
  void take_data_end(std::string_view& wire);

  State state_ = State::kSize;
  std::uint8_t digits_ = 0;  // of the size, so far
  std::uint64_t left_ = 0;   // of the chunk, or its size so far
  std::uint64_t skipped_ = 0;
};

}  // namespace orbench::transport
