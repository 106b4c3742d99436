#include <array>

#include "tests/protocol/recorded_streams.h"

namespace orbench::protocol {
namespace {

constexpr auto kStreams = std::to_array<RecordedStream>({
    {"typical",
     "comment, ping, a thought and its signature, two pieces of text, usage in two parts",
     "ok events=4/14 bytes=19 answer=12 comments=1 thinks usage=12/5/2/4 pico=100000000 "
     "tier=default finish=end_turn by=Acme model=a/m id=gen-1"},
    {"without_done", "pure clients get no [DONE]",
     "ok events=1/6 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"without_event_names", "the types stand in the data as well",
     "ok events=1/4 bytes=2 answer=2 usage=12/5/-/- finish=end_turn id=gen-1"},
    {"usage_grows", "the output is cumulative: the last figure counts",
     "ok events=2/7 bytes=6 answer=6 usage=12/7/-/- pico=500000000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"usage_absent", "no usage at all",
     "ok events=1/5 bytes=2 answer=2 finish=end_turn by=Acme model=a/m id=gen-1"},
    {"output_of_the_start_is_no_figure", "a start that counts one token has counted none yet",
     "ok events=1/5 bytes=2 answer=2 usage=12/-/-/- finish=end_turn by=Acme model=a/m id=gen-1"},
    {"tool_use", "a call's name comes with its block, before the first token; its input in pieces",
     "ok events=2/9 bytes=7 answer=7 usage=12/5/-/- pico=100000000 finish=tool_use by=Acme "
     "model=a/m id=gen-1"},
    {"redacted_thinking", "thinking that only its provider can read: a class, and no instant",
     "ok events=1/9 bytes=3 answer=3 thinks_hidden usage=12/5/3/- pico=100000000 finish=end_turn "
     "by=Acme model=a/m id=gen-1"},
    {"signature_alone", "thinking that is left out but for its signature",
     "ok events=1/8 bytes=3 answer=3 usage=12/5/3/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"pings_everywhere", "pings carry nothing",
     "ok events=2/9 bytes=6 answer=6 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"unknown_deltas", "citations, compaction and what is yet to come are no tokens",
     "ok events=1/8 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"fields_in_reverse_order", "the type last",
     "ok events=1/3 bytes=2 answer=2 usage=-/2/-/- pico=500000000000 finish=max_tokens"},
    {"wrong_types", "fields of wrong types read as absent",
     "ok events=1/7 bytes=2 answer=2 usage=-/-/-/-"},
    {"no_provider", "the router tells who served at the end",
     "ok events=1/5 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"provider_beats_metadata", "what the message says of its provider comes first",
     "ok events=1/5 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme EU "
     "model=a/m id=gen-1"},
    {"priority_tier", "the tier stands in the usage",
     "ok events=1/5 bytes=2 answer=2 usage=12/5/-/- pico=100000000 tier=priority finish=end_turn "
     "by=Acme model=a/m id=gen-1"},
    {"error_midway", "a provider fails after some text",
     "in_band_error events=1/3 bytes=2 answer=2 usage=12/-/-/- by=Acme model=a/m id=gen-1 | error "
     "in the reply: provider_overloaded: Overloaded"},
    {"error_first_and_only", "an error before any text",
     "in_band_error events=0/1 comments=1 | error in the reply: api_error: Internal Server Error"},
    {"error_then_done", "[DONE] after an error changes nothing",
     "in_band_error events=0/3 usage=12/-/-/- by=Acme model=a/m id=gen-1 | error in the reply: "
     "api_error: Broken"},
    {"rate_limit", "a rate limit in-band",
     "rate_limited owner=upstream events=0/1 | error in the reply: rate_limit_exceeded: Slow down"},
    {"rate_limit_by_type_alone", "the same by the word of this endpoint",
     "rate_limited owner=upstream events=0/1 | error in the reply: rate_limit_error: Slow down"},
    {"truncated", "no message_stop",
     "truncated events=1/3 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1 | the stream ended without message_stop"},
    {"done_without_stop", "a terminator, but the message never stopped",
     "truncated events=1/4 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1 | the stream ended without message_stop"},
    {"data_after_stop", "an event behind the end is not read",
     "malformed events=1/5 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1 | data after the end of the stream: "
     "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
     "\"again\"}}"},
    {"done_twice", "a repeated terminator does no harm",
     "ok events=1/6 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1"},
    {"empty_message", "a block without text and usage of no tokens",
     "empty events=0/6 usage=12/0/-/- pico=0 finish=end_turn by=Acme model=a/m id=gen-1 | the "
     "reply holds no output"},
    {"bad_event", "an event without its last brace; the stream is read on",
     "malformed events=1/6 bytes=2 answer=2 usage=12/5/-/- pico=100000000 finish=end_turn by=Acme "
     "model=a/m id=gen-1 | an event is not a JSON object: "
     "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"x\"}"},
});

}  // namespace

std::span<const RecordedStream> messages_streams() { return kStreams; }

}  // namespace orbench::protocol
