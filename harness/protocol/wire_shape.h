#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/protocol/delta_material.h"
#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// What consecutive objects of a wire have in common: every byte but some values, each in its
/// place. A walk over the JSON of one object tells where those stand; a later object that differs
/// from it in them alone says the same but for them, and is read by comparing bytes. Exact: what
/// is not recognised (another field, an order or a finish reason that changed, bad UTF-8, \u
/// escapes) is left to the walk, and what is recognised is what the walk would have said.
/// Order of calls: start; add, for each such value in its order; complete, which makes the shape
/// known, and marks what the walk said as its example.
/// Lifetime: the example must stay until the next start(); views handed out point into it, but for
/// an id's, which points into the text that was read.  Threads: one thread per object.
class WireShape {
 public:
  static constexpr std::size_t kMostValues = 14;

  /// Forgets the shape before. `example` is the object that is about to be walked, an event of a
  /// stream or a whole reply.
  void start(std::string_view example, bool in_stream);
  /// A text of the example's delta, as it stands between its quotes.
  void add(DeltaText kind, std::string_view raw);
  /// A number that differs from object to object and says nothing.
  void add_number(std::string_view raw);
  /// Of a whole reply: its id, as it stands between its quotes; one of its counts; what it cost.
  /// The counts are those of Usage, the number as it stands in the text.
  void add_id(std::string_view raw) { add(Value::kId, 0, raw); }
  enum class Count : std::uint8_t { kPrompt, kOutput, kReasoning, kCached };
  static std::optional<std::int64_t> core::Usage::*member_of(Count count);
  void add_count(Count count, std::string_view raw);
  void add_cost(std::string_view raw) { add(Value::kCost, 0, raw); }
  /// `walked` is what the walk said, of the values added and of nothing else that varies. Not worth
  /// remembering: an object with an error, an event with usage or without any text, one with more
  /// values than kMostValues or with a value that means something else than it was added for.
  void complete(WireEvent& walked);
  [[nodiscard]] bool known() const { return known_; }

  /// Reads an object of the known shape; false when it is not one, with `out` untouched. Of a
  /// stream, `out` must hold the example, or what repeats it: only its material is written.
  [[nodiscard]] bool read(std::string_view json, bool in_stream, WireEvent& out) const;
  /// Likewise of a stream's object in front of `text`, which `end` follows: its size, 0 when it is
  /// not of the known shape. One that holds a line end is never known.
  [[nodiscard]] std::size_t read_front(std::string_view text, std::string_view end,
                                       WireEvent& out) const;

 private:
  enum class Value : std::uint8_t { kText, kNumber, kId, kCount, kCost };
  struct Place {
    Value value = Value::kText;
    std::uint8_t kind = 0;  // a DeltaText or a Count
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct OfReply;
  struct Said;

  [[nodiscard]] bool explains(const WireEvent& walked);
  void add(Value value, std::uint8_t kind, std::string_view raw);
  // Both take what stands at `at` and say where it ends; null if it is not what should be there.
  [[nodiscard]] static const char* take(const Place& place, const char* at, const char* end,
                                        Said& said);
  [[nodiscard]] const char* take_all(const char* at, const char* end, Said& said) const;

  std::string_view example_;
  std::array<Place, kMostValues> places_;
  std::size_t values_seen_ = 0;
  std::uint64_t number_ = 0;  // of the example
  bool in_stream_ = false;
  bool known_ = false;
  bool one_line_ = false;        // the example holds no line end
  core::Rare<WireEvent> reply_;  // what the example of a whole reply says
};

}  // namespace orbench::protocol
