#include "harness/protocol/token_timeline.h"

namespace orbench::protocol {

void TokenTimeline::begin_read(core::Stamp at) {
  if (read_at_ == at) return;  // a further piece of the same read
  read_at_ = at;
  tokens_in_read_ = 0;
  first_token_read_ = false;
  first_answer_read_ = false;
}

void TokenTimeline::on_comment() {
  ++comments;
  first_comment.set_once(read_at_);
}

void TokenTimeline::on_event() {
  ++events;
  first_event.set_once(read_at_);
}

void TokenTimeline::on_material(const EventMaterial& material) {
  if (!material.has_token()) return;
  if (token_events == 0) first_token_read_ = true;
  ++token_events;
  ++(tokens_in_read_ == 0 ? token_reads : coalesced);
  ++tokens_in_read_;
  last_token = read_at_;

  const std::uint64_t bytes = std::uint64_t{material.reasoning_bytes} + material.answer_bytes;
  token_bytes += bytes;
  if (first_token_read_) first_read_bytes += bytes;
  if (material.has_reasoning) first_reasoning.set_once(read_at_);
  if (!material.has_answer) return;
  if (!first_answer.is_set()) first_answer_read_ = true;
  first_answer.set_once(read_at_);
  answer_bytes += material.answer_bytes;
  if (first_answer_read_) answer_first_read_bytes += material.answer_bytes;
}

void TokenTimeline::on_media() {
  first_answer.set_once(read_at_);
  last_token = read_at_;
}

void TokenTimeline::on_usage() { usage = read_at_; }

void TokenTimeline::on_done() { done.set_once(read_at_); }

}  // namespace orbench::protocol
