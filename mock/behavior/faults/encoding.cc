// Faults of the transfer: chunks, lengths, compression, the version of HTTP, the pace of bytes.
#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock/behavior/faults/edits.h"
#include "mock/media/checksum.h"

namespace orbench::mock::fault_edits {
namespace {

using namespace std::string_literals;

constexpr core::Duration kByteGap = std::chrono::milliseconds(2);
constexpr std::size_t kSlowBytes = 200;
constexpr std::size_t kMissingBytes = 64;
constexpr std::size_t kLargestBlock = 65'535;

bool is_body(const Piece& piece) {
  return piece.action == Action::kBytes || piece.action == Action::kToken;
}

/// Whatever ends the answer now closes the connection: no request could follow.
void close_at_end(Script& script) {
  for (Piece& piece : script.pieces) {
    if (piece.action == Action::kEnd) piece.action = Action::kCut;
  }
}

}  // namespace

void bad_chunk(Script& script, const FaultContext&) {
  script.pieces.resize(halfway(script));
  script.content_length.reset();
  script.add(Action::kRaw, Part::kFault, {}, "zz\r\nthis is no length\r\n");
  script.add(Action::kCut, Part::kEnd, {}, {});
}

void slow_bytes(Script& script, const FaultContext&) {
  const std::size_t middle = halfway(script);
  if (middle >= script.pieces.size() || !is_body(script.pieces[middle])) return;
  const Piece piece = script.pieces[middle];
  std::string bytes;
  script.render(piece, bytes);
  Piece whole = script.make(Action::kBytes, piece.part, piece.gap, bytes);
  std::vector<Piece> slow;
  while (whole.size > 0) {
    Piece next = whole;
    next.size = slow.size() < kSlowBytes ? 1 : whole.size;
    if (!slow.empty()) next.gap = kByteGap;
    slow.push_back(next);
    whole.at += next.size;
    whole.size -= next.size;
  }
  const auto at = script.pieces.begin() + static_cast<std::ptrdiff_t>(middle);
  script.pieces.insert(script.pieces.erase(at), slow.begin(), slow.end());
}

void gzip(Script& script, const FaultContext&) {
  const bool plain = std::all_of(script.pieces.begin(), script.pieces.end(), [](const Piece& p) {
    return p.action != Action::kFlood && p.action != Action::kRaw;
  });
  if (!plain || std::none_of(script.pieces.begin(), script.pieces.end(), is_body)) return;
  // Each piece is a block of its own, so that a client can read it as soon as it comes.
  std::string packed = "\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\xFF"s;
  std::uint32_t checksum = 0;
  std::uint32_t size = 0;
  std::size_t total = 0;
  Piece* last = nullptr;
  for (Piece& piece : script.pieces) {
    if (!is_body(piece)) continue;
    std::string bytes;
    script.render(piece, bytes);
    checksum = crc32(bytes, checksum);
    size += static_cast<std::uint32_t>(bytes.size());
    for (std::string_view left = bytes; !left.empty();) {
      const auto block = left.substr(0, kLargestBlock);
      packed += stored_block(block, false);
      left.remove_prefix(block.size());
    }
    piece = script.make(Action::kBytes, piece.part, piece.gap, packed);
    total += packed.size();
    packed.clear();
    last = &piece;
  }
  std::string trailer = stored_block({}, true);
  append_little_endian(trailer, checksum, 4);
  append_little_endian(trailer, size, 4);
  const auto end = script.pieces.begin() + (last - script.pieces.data()) + 1;
  script.pieces.insert(end, script.make(Action::kBytes, Part::kFault, {}, trailer));
  if (script.content_length) script.content_length = total + trailer.size();
  script.set_header("Content-Encoding", "gzip");
}

void http10_close(Script& script, const FaultContext&) {
  script.old_http = true;
  if (script.streamed()) close_at_end(script);
}

void length_too_long(Script& script, const FaultContext&) {
  script.content_length = rendered_body(script).size() + kMissingBytes;
  close_at_end(script);
}

void length_too_short(Script& script, const FaultContext&) {
  script.content_length = rendered_body(script).size() / 2;
  close_at_end(script);
}

}  // namespace orbench::mock::fault_edits
