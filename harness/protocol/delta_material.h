#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// What a text of a delta is, which decides how it counts.
enum class DeltaText : std::uint8_t {
  kAnswer,     ///< content, refusal, a tool call's name or arguments, an audio transcript
  kAudio,      ///< base64: an answer, but no text
  kThought,    ///< reasoning in its plain field, under whichever of its names
  kDetail,     ///< reasoning as text inside the details
  kSummary,    ///< a summary of it inside the details
  kEncrypted,  ///< reasoning that only its provider can read
};

/// Gathers the texts of one delta. Reasoning comes twice, in its plain field and inside the
/// details, so it is gathered here and counted once.
class DeltaMaterial {
 public:
  /// `bytes` are those of the decoded text.
  void add(DeltaText kind, std::size_t bytes) {
    const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, UINT32_MAX));
    if (kind == DeltaText::kAnswer) {
      answer_ += size;
    } else {
      add_other(kind, size);
    }
  }
  void add_to(WireEvent& out) const {
    out.material.answer_bytes += answer_;
    out.material.has_answer |= answer_ > 0;
    if (has_other_) add_others_to(out);
  }

 private:
  void add_other(DeltaText kind, std::uint32_t size);
  void add_others_to(WireEvent& out) const;

  std::uint32_t answer_ = 0;
  std::uint32_t plain_ = 0;
  std::uint32_t detailed_ = 0;
  std::uint32_t summary_ = 0;
  bool has_other_ = false;  ///< texts of other kinds than answers
  bool audio_ = false;
  bool encrypted_ = false;
};

}  // namespace orbench::protocol
