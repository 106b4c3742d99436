#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/protocol/delta_material.h"
#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// What consecutive chunks of a stream have in common: every byte but the texts of their delta and
/// the number that counts them. A walk over the JSON of one chunk tells where those stand; a later
/// chunk that differs from it in them alone says the same, but for their lengths, and is read by
/// comparing bytes. Exact: what is not recognised (another field, an order or a finish reason that
/// changed, bad UTF-8, \u escapes) is left to the walk, and what is recognised is what the walk
/// would have said. Order of calls: start; add, for each text and number in its order; complete,
/// which makes the shape known, and marks what the walk said as its example. Lifetime: the example
/// must stay until the next start(); views handed out point into it. Threads: one thread per
/// object.
class ChunkShape {
 public:
  static constexpr std::size_t kMostTexts = 6;

  /// Forgets the shape before. `example` is the chunk that is about to be walked.
  void start(std::string_view example);
  /// A text of the example's delta, as it stands between its quotes.
  void add(DeltaText kind, std::string_view raw);
  /// A number that differs from chunk to chunk and says nothing.
  void add_number(std::string_view raw);
  /// `walked` is what the walk said, of the texts added and of nothing else material. A chunk with
  /// an error or usage, with more texts than kMostTexts or with none is not worth remembering.
  void complete(WireEvent& walked);

  /// Reads a chunk of the known shape; false when it is not one, with `out` untouched. Where `out`
  /// holds the example, or what repeats it, only its material is written.
  [[nodiscard]] bool read(std::string_view json, WireEvent& out) const;

 private:
  struct Text {
    DeltaText kind = DeltaText::kAnswer;
    std::string_view raw;  // in example_
    bool is_number = false;
  };

  std::string_view example_;
  std::array<Text, kMostTexts> texts_;
  std::size_t texts_seen_ = 0;
  std::uint64_t number_ = 0;  // of the example
  bool known_ = false;
  WireEvent fixed_;  // what the example says, its texts left out
};

}  // namespace orbench::protocol
