#include <array>

#include "tests/protocol/recorded_streams.h"

namespace orbench::protocol {
namespace {

constexpr auto kStreams = std::to_array<RecordedStream>({
    {"typical",
     "comment, lifecycle, a thought, two pieces of text, each told again in full, usage, [DONE]",
     "ok events=3/15 bytes=18 answer=12 comments=1 thinks usage=9/3/1/2 pico=120000000 "
     "tier=default finish=completed model=a/m id=gen-1"},
    {"event_names", "event names beside the types",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"numbers_grow_a_digit", "events that differ in their number alone",
     "ok events=12/14 bytes=12 answer=12 usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1"},
    {"obfuscated", "padding that hides how long a text is",
     "ok events=2/4 bytes=6 answer=6 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"fields_in_reverse_order", "the type last",
     "ok events=1/3 bytes=2 answer=2 usage=-/2/-/- pico=500000000000 finish=completed id=gen-1"},
    {"empty_deltas", "a delta without text is nothing",
     "ok events=1/5 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"reasoning_summary", "a summary is no open thinking",
     "ok events=2/5 bytes=11 answer=3 thinks_hidden usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1"},
    {"reasoning_encrypted", "encrypted thinking shows in a finished item: a class, and no instant",
     "ok events=1/4 bytes=3 answer=3 thinks_hidden usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1"},
    {"reasoning_encrypted_at_the_end", "likewise when only the whole response holds it",
     "ok events=1/3 bytes=3 answer=3 thinks_hidden usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1"},
    {"tool_call",
     "a call's arguments in pieces; its name comes with the item, before the model speaks",
     "ok events=2/7 bytes=7 answer=7 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"custom_tool_call", "the input of a tool of one's own",
     "ok events=1/3 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"refusal", "a refusal is an answer",
     "ok events=1/3 bytes=3 answer=3 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"image", "a partial image and a finished one are answers without text",
     "ok events=2/5 usage=9/3/1/2 pico=120000000 tier=default finish=completed model=a/m id=gen-1"},
    {"router_metadata", "the provider is the one that the router marks as selected",
     "ok events=1/3 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "by=Acme model=a/m id=gen-1"},
    {"debug_events", "timings of the upstream are no tokens",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"unknown_events", "unknown events that hold known names",
     "ok events=1/5 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default finish=completed "
     "model=a/m id=gen-1"},
    {"wrong_types", "fields of wrong types read as absent", "ok events=1/5 bytes=2 answer=2"},
    {"incomplete", "a response cut by its limit is whole; the finish says why it ended",
     "ok events=1/3 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default "
     "finish=max_output_tokens model=a/m id=gen-1"},
    {"usage_absent", "no usage at all",
     "ok events=1/3 bytes=2 answer=2 finish=completed model=a/m id=gen-1"},
    {"reasoning_hidden", "billed thinking that is never shown: no token event, yet not empty",
     "ok events=0/3 usage=9/50/50/- tier=default finish=completed model=a/m id=gen-1"},
    {"failed", "the response failed after some text",
     "in_band_error events=1/3 bytes=2 answer=2 finish=failed model=a/m id=gen-1 | error in the "
     "reply: provider_unavailable: Provider disconnected"},
    {"failed_without_done", "after a failure nothing more is due",
     "in_band_error events=1/2 bytes=2 answer=2 finish=failed model=a/m id=gen-1 | error in the "
     "reply: server_error: Provider disconnected"},
    {"failed_without_error", "a status is all that tells of a failure",
     "in_band_error events=1/3 bytes=2 answer=2 finish=failed model=a/m id=gen-1 | error in the "
     "reply: it ended as \"failed\" and nothing says why"},
    {"error_event", "an error whose fields stand in the event itself",
     "rate_limited owner=upstream events=1/2 bytes=2 answer=2 | error in the reply: "
     "rate_limit_exceeded: Slow down"},
    {"error_event_with_number", "the same under its other name, with a status",
     "in_band_error events=0/1 | error in the reply: 502: Bad gateway (provider Acme)"},
    {"error_event_without_a_word", "an error that says nothing",
     "in_band_error events=1/2 bytes=2 answer=2 | error in the reply: an error without a message"},
    {"error_in_envelope", "the envelope of the other endpoints",
     "in_band_error events=0/2 model=a/m id=gen-1 | error in the reply: 502: Provider returned "
     "error (provider Acme)"},
    {"truncated", "text and no more",
     "truncated events=1/2 bytes=2 answer=2 model=a/m id=gen-1 | the stream ended without "
     "response.completed"},
    {"truncated_before_done", "the response is over, the stream is not",
     "truncated events=1/2 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1 | the stream ended without [DONE]"},
    {"done_without_completed", "a terminator, but nothing said that the response is over",
     "truncated events=1/3 bytes=2 answer=2 model=a/m id=gen-1 | the stream ended without "
     "response.completed"},
    {"nothing_said", "a response without output",
     "empty events=0/3 usage=9/0/-/- tier=default finish=completed model=a/m id=gen-1 | the reply "
     "holds no output"},
    {"data_after_done", "an event behind the terminator is not read",
     "malformed events=1/4 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1 | data after the end of the stream: "
     "{\"type\":\"response.output_text.delta\",\"sequence_number\":2,\"item_id\":\"msg_1\","
     "\"output_index\":0,\"content_index\":0,\"delta\"…"},
    {"bad_event", "an event without its last brace; the stream is read on",
     "malformed events=1/4 bytes=2 answer=2 usage=9/3/1/2 pico=120000000 tier=default "
     "finish=completed model=a/m id=gen-1 | an event is not a JSON object: "
     "{\"type\":\"response.output_text.delta\",\"delta\":\"x\""},
});

}  // namespace

std::span<const RecordedStream> responses_streams() { return kStreams; }

}  // namespace orbench::protocol
