#pragma once

#include <cstdint>

#include "harness/core/units.h"

namespace orbench::protocol {

/// What one data event carried, as far as timing and token counting care. Bytes are of decoded
/// text; an event with only a tool name or audio still has material.
struct EventMaterial {
  std::uint32_t reasoning_bytes = 0;  ///< streamed thinking, counted once though it arrives twice
  std::uint32_t answer_bytes = 0;     ///< content, tool-call name or arguments, refusal
  bool has_reasoning = false;         ///< non-empty reasoning text, summary or encrypted data
  bool has_answer = false;            ///< non-empty visible material, audio and images included
  [[nodiscard]] bool has_token() const { return has_reasoning || has_answer; }
};

/// Turns the events of one response into instants and token-count facts.
/// All events inside one network read share that read's stamp: their order is known, the gaps
/// between them are not. No allocation.
/// Threads: one thread per object.  Source: metrics.md section 1.
class TokenTimeline {
 public:
  void reset() { *this = TokenTimeline{}; }
  /// A network read begins; every event until the next call carries its stamp. The same stamp again
  /// means a further piece of that read: no two reads share an instant.
  void begin_read(core::Stamp at);
  void on_comment();
  void on_event();  ///< any data event, before on_material
  void on_material(const EventMaterial& material);
  /// What is no token came: an image, sound. Stamped as an answer, in no count of tokens.
  void on_media();
  void on_usage();
  void on_done();

  /// True when the current read has held at least one token-bearing event.
  [[nodiscard]] bool read_had_token() const { return tokens_in_read_ > 0; }

  core::Stamp first_comment;
  core::Stamp first_event;
  core::Stamp first_reasoning;
  core::Stamp first_answer;
  core::Stamp last_token;
  core::Stamp usage;
  core::Stamp done;
  std::uint32_t events = 0;
  std::uint32_t token_events = 0;
  std::uint32_t token_reads = 0;
  std::uint32_t coalesced = 0;
  std::uint32_t comments = 0;
  std::uint64_t token_bytes = 0;
  std::uint64_t first_read_bytes = 0;
  std::uint64_t answer_bytes = 0;
  std::uint64_t answer_first_read_bytes = 0;

 private:
  core::Stamp read_at_;
  std::uint32_t tokens_in_read_ = 0;
  bool first_token_read_ = false;
  bool first_answer_read_ = false;
};

}  // namespace orbench::protocol
