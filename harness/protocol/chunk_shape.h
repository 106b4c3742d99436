#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "harness/protocol/chat_chunk.h"
#include "harness/protocol/delta_material.h"

namespace orbench::protocol {

/// What consecutive chunks of a stream have in common: every byte but the texts of their delta.
/// A walk over the JSON of one chunk finds those texts; a later chunk that differs from it in them
/// alone says the same, but for their lengths, and is read by comparing bytes. Exact: what is not
/// recognised (another field, an order or a finish reason that changed, bad UTF-8, \u escapes) is
/// left to the walk, and what is recognised is what the walk would have said.
/// Memory:  a copy of one chunk, at most kLargestChunk bytes.
/// Threads: one thread per object.
class ChunkShape {
 public:
  static constexpr std::size_t kLargestChunk = 2048;
  static constexpr std::size_t kMostTexts = 6;

  /// A text of the delta as it stands between its quotes.
  struct Text {
    DeltaText kind = DeltaText::kAnswer;
    std::string_view raw;
  };

  ChunkShape() = default;
  ChunkShape(const ChunkShape&) = delete;
  ChunkShape& operator=(const ChunkShape&) = delete;

  /// Remembers a chunk that was walked: its one delta's texts, in their order inside `json`, and
  /// what the walk said. Forgets the shape before.
  void learn(std::string_view json, std::span<const Text> texts, const ChatChunk& walked);

  /// Reads a chunk of the remembered shape; false when it is not one, with `out` untouched. The
  /// views of `out` point into this object and hold until learn().
  [[nodiscard]] bool read(std::string_view json, ChatChunk& out) const;

 private:
  struct Slot {
    DeltaText kind = DeltaText::kAnswer;
    std::size_t begin = 0;  // in example_
    std::size_t end = 0;
  };

  std::string example_;
  std::array<Slot, kMostTexts> slots_;
  std::size_t slots_used_ = 0;  // 0: nothing is remembered
  ChatChunk fixed_;             // what the example says, its texts left out
};

}  // namespace orbench::protocol
