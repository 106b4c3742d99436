#include "harness/run/reply_record.h"

namespace orbench::run {
namespace {

metrics::ReasoningClass classify_reasoning(const protocol::ResponseFacts& facts) {
  if (facts.reasoning_text) return metrics::ReasoningClass::kText;
  if (facts.reasoning_opaque) return metrics::ReasoningClass::kOpaque;
  if (facts.usage.reasoning_tokens.value_or(0) > 0) return metrics::ReasoningClass::kHidden;
  return metrics::ReasoningClass::kNone;
}

void copy_timeline(const protocol::TokenTimeline& timeline, metrics::Sample& sample) {
  sample.at.first_comment = timeline.first_comment;
  sample.at.first_event = timeline.first_event;
  sample.at.first_reasoning = timeline.first_reasoning;
  sample.at.first_answer = timeline.first_answer;
  sample.at.last_token = timeline.last_token;
  sample.at.usage = timeline.usage;
  sample.at.done = timeline.done;
  sample.events = timeline.events;
  sample.token_events = timeline.token_events;
  sample.token_reads = timeline.token_reads;
  sample.coalesced = timeline.coalesced;
  sample.comments = timeline.comments;
  sample.token_bytes = timeline.token_bytes;
  sample.first_read_bytes = timeline.first_read_bytes;
  sample.answer_bytes = timeline.answer_bytes;
  sample.answer_first_read_bytes = timeline.answer_first_read_bytes;
}

}  // namespace

void record_so_far(const protocol::ResponseReader& reader, metrics::Sample& sample) {
  copy_timeline(reader.timeline(), sample);
  sample.stream = reader.facts().stream;
  sample.product = reader.facts().product;
}

void record_reply(const protocol::ResponseReader& reader, metrics::Sample& sample) {
  const protocol::ResponseFacts& facts = reader.facts();
  record_so_far(reader, sample);
  sample.at.job_accepted = facts.job.accepted;
  sample.at.job_started = facts.job.started;
  sample.at.job_completed = facts.job.completed;
  sample.limit_owner = facts.limit_owner;
  sample.cached = facts.cached;
  sample.items = facts.items;
  sample.audio = facts.audio;
  sample.reasoning = classify_reasoning(facts);
  sample.usage = facts.usage;
  sample.provider = facts.served.provider;
  sample.model = facts.served.model;
  sample.tier = facts.served.tier;
  sample.generation_id = facts.served.generation_id;
  sample.finish_reason = facts.served.finish_reason;
  sample.routing = facts.routing;
}

}  // namespace orbench::run
