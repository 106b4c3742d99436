#include <array>

#include "tests/protocol/recorded_streams.h"

namespace orbench::protocol {
namespace {

constexpr auto kStreams = std::to_array<RecordedStream>({
    {"typical", "comment, role chunk, reasoning twice, two pieces of text, finish, usage, [DONE]",
     "ok events=3/7 bytes=18 answer=12 comments=1 thinks usage=15/6/2/4 pico=5791500 "
     "tier=default finish=stop by=Acme model=acme/swift-1-2025-09-01 "
     "id=gen-1759000001-AbCdEfGhIjKlMnOpQrSt"},
    {"usage_without_choices", "the usage chunk of spring 2026: choices is []",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/0/0 pico=120000000 finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"usage_with_finish_null", "the usage chunk of 2025: one choice without a finish reason",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/0/0 pico=120000000 finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"usage_with_finish_repeated",
     "the usage chunk of summer 2026: the finish comes again, with a tier",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/0/0 pico=120000000 tier=default "
     "finish=length by=Acme model=a/m id=gen-1"},
    {"usage_on_every_chunk", "running usage: the last figures count",
     "ok events=2/4 bytes=6 answer=6 usage=9/3/-/- finish=stop by=Acme model=a/m id=gen-1"},
    {"usage_in_floats", "whole numbers written 9.0, details null or of a wrong type",
     "ok events=1/3 bytes=2 answer=2 usage=9/3/-/- pico=100000000 tier=default "
     "finish=stop by=Acme model=a/m id=gen-1"},
    {"usage_absent", "no usage at all",
     "ok events=1/3 bytes=2 answer=2 finish=stop by=Acme model=a/m id=gen-1"},
    {"text_in_first_chunk", "no role-only chunk; several tokens in one event",
     "ok events=2/5 bytes=35 answer=35 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"reasoning_details_only", "thinking in the details alone",
     "ok events=2/5 bytes=4 answer=1 thinks usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"reasoning_plain_only", "thinking in the plain field alone",
     "ok events=2/5 bytes=4 answer=1 thinks usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"reasoning_content", "thinking under the name that some servers use",
     "ok events=2/5 bytes=4 answer=1 thinks usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"reasoning_summary", "a summary, which also stands in the plain field, is no open thinking",
     "ok events=2/5 bytes=7 answer=1 thinks_hidden usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"reasoning_encrypted", "encrypted thinking is an event with tokens, but no text",
     "ok events=2/5 bytes=1 answer=1 thinks_hidden usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"reasoning_late_signature", "a signature after the text carries no tokens",
     "ok events=2/6 bytes=4 answer=1 thinks usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"reasoning_null_and_empty", "reasoning null and details [] are nothing",
     "ok events=1/5 bytes=1 answer=1 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"reasoning_cut_by_limit", "max_tokens ends during thinking: tokens, but no answer",
     "ok events=1/4 bytes=10 thinks usage=9/3/-/- tier=default finish=length by=Acme "
     "model=a/m id=gen-1"},
    {"reasoning_hidden", "billed thinking that is never shown: no token event, yet not empty",
     "ok events=0/4 usage=9/50/50/0 pico=120000000 tier=default finish=length by=Acme "
     "model=a/m id=gen-1"},
    {"tool_calls", "a tool call's name, then its arguments in pieces; empty pieces are nothing",
     "ok events=3/6 bytes=8 answer=8 usage=9/3/-/- tier=default finish=tool_calls by=Acme "
     "model=a/m id=gen-1"},
    {"refusal", "a refusal is an answer",
     "ok events=1/4 bytes=3 answer=3 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"audio", "audio data is an answer, its transcript is text; id and expiry are nothing",
     "ok events=2/7 bytes=3 answer=3 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"images", "an image is an answer without text; an empty list is nothing",
     "ok events=1/5 usage=9/3/-/- tier=default finish=stop by=Acme model=a/m id=gen-1"},
    {"debug_chunks", "one debug chunk for each provider tried, before the answer",
     "ok events=1/6 bytes=2 answer=2 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"router_metadata", "the router's own table names other models and providers",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"no_provider", "no provider, no model, no finish", "ok events=1/2 bytes=2 answer=2 id=gen-1"},
    {"unknown_fields", "unknown fields that hold known names, and an unknown finish reason",
     "ok events=1/3 bytes=2 answer=2 finish=paused by=Acme model=a/m id=gen-1"},
    {"wrong_types", "fields of wrong types read as absent",
     "ok events=1/4 bytes=2 answer=2 usage=-/-/-/- by=Acme model=a/m id=gen-1"},
    {"two_choices", "the text of all choices counts, the event once",
     "ok events=1/4 bytes=5 answer=5 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"fields_in_reverse_order", "usage first, id last, everything in one event",
     "ok events=1/2 bytes=2 answer=2 usage=1/2/-/- pico=500000000000 tier=flex "
     "finish=stop by=Acme model=a/m id=gen-1"},
    {"several_comments", "comments of every form, also between events",
     "ok events=2/5 bytes=6 answer=6 comments=5 usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"comment_inside_event", "a comment does not split the event it stands in",
     "ok events=1/2 bytes=2 answer=2 comments=1 id=gen-1"},
    {"keepalives_as_data", "keep-alives that came in data fields are comments",
     "ok events=1/4 bytes=2 answer=2 comments=3 usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1"},
    {"data_on_several_lines", "one JSON text on four data lines",
     "ok events=1/2 bytes=2 answer=2 id=gen-1"},
    {"event_names_and_ids", "event, id and retry fields; an event without data is dropped",
     "ok events=1/2 bytes=2 answer=2 by=Acme model=a/m id=gen-1"},
    {"byte_order_mark", "a byte-order mark in front",
     "ok events=1/4 bytes=2 answer=2 usage=9/3/-/- tier=default finish=stop by=Acme "
     "model=a/m id=gen-1"},
    {"characters_of_every_length", "bytes are those of the decoded text",
     "ok events=4/5 bytes=19 answer=19 by=Acme model=a/m id=gen-1"},
    {"emoji_cut_in_two", "each half of an escaped surrogate pair in an event of its own",
     "ok events=2/3 bytes=12 answer=12"},
    {"error_midway", "a provider fails after some text",
     "in_band_error events=1/2 bytes=2 answer=2 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: 502 provider_unavailable: Provider disconnected (provider Acme)"},
    {"error_first_and_only", "an error before any text, after a comment, with status 200",
     "in_band_error events=0/1 comments=1 finish=error by=Acme model=a/m id=gen-1 | error "
     "in the reply: 500 server: Internal Server Error"},
    {"error_without_choices", "an error envelope as the only event",
     "in_band_error events=0/1 | error in the reply: 400: Provider returned error "
     "(provider Acme) - {\"detail\":\"bad\"}"},
    {"error_code_is_text", "the code is a word",
     "in_band_error events=1/2 bytes=2 answer=2 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: server_error: Provider disconnected"},
    {"error_code_is_null", "the code is null",
     "in_band_error events=0/1 finish=error by=Acme model=a/m id=gen-1 | error in the "
     "reply: Something broke"},
    {"error_code_is_absent", "there is no code",
     "in_band_error events=0/1 finish=error by=Acme model=a/m id=gen-1 | error in the "
     "reply: Something broke"},
    {"error_then_done", "[DONE] after an error changes nothing",
     "in_band_error events=1/3 bytes=2 answer=2 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: 503: Overloaded"},
    {"error_after_bad_chunk", "an error says more than the bad chunk before it",
     "in_band_error events=0/2 finish=error by=Acme model=a/m id=gen-1 | error in the "
     "reply: 503: Overloaded"},
    {"error_in_choice", "the error stands in the choice, usage follows",
     "in_band_error events=1/4 bytes=2 answer=2 usage=9/3/-/- tier=default finish=error "
     "by=Acme model=a/m id=gen-1 | error in the reply: 502 provider_unavailable: Cut off"},
    {"finish_is_error", "the finish reason is all that tells of a failure",
     "in_band_error events=1/3 bytes=2 answer=2 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: it ended as \"error\" and nothing says why"},
    {"rate_limit_upstream", "429 of a provider, in-band",
     "rate_limited owner=upstream events=0/1 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: 429 rate_limit_exceeded: Provider returned error (provider Acme)"},
    {"rate_limit_code_is_text", "429 as a string",
     "rate_limited owner=upstream events=0/1 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: 429: Slow down"},
    {"rate_limit_platform", "429 of the platform, in-band: its headers are mirrored in the error",
     "rate_limited owner=platform events=0/1 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: 429: Rate limit exceeded: free-models-per-min."},
    {"budget_in_flight", "the 402 that may be tried again",
     "rate_limited owner=in_flight_budget events=0/1 finish=error by=Acme model=a/m id=gen-1 | "
     "error in the reply: 402: Too many requests in flight [in_flight_budget_exhausted]"},
    {"truncated", "no terminator",
     "truncated events=2/2 bytes=6 answer=6 by=Acme model=a/m id=gen-1 | the stream ended "
     "without [DONE]"},
    {"truncated_inside_event", "the second event is cut",
     "truncated events=1/1 bytes=2 answer=2 by=Acme model=a/m id=gen-1 | the stream ended "
     "without [DONE]"},
    {"truncated_before_blank_line", "[DONE] without its blank line is no event, says the standard",
     "truncated events=1/1 bytes=2 answer=2 by=Acme model=a/m id=gen-1 | the stream ended "
     "without [DONE]"},
    {"nothing_but_comments", "the router waited and gave up",
     "truncated events=0/0 comments=2 | the stream ended without [DONE]"},
    {"nothing_at_all", "an empty stream", "truncated events=0/0 | the stream ended without [DONE]"},
    {"bad_chunk", "a chunk without its last brace; the stream is read on",
     "malformed events=2/6 bytes=6 answer=6 usage=9/3/-/- tier=default finish=stop "
     "by=Acme model=a/m id=gen-1 | an event is not a JSON object: "
     "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]"},
    {"not_json", "an event of plain words",
     "malformed events=1/3 bytes=2 answer=2 by=Acme model=a/m id=gen-1 | an event is not "
     "a JSON object: upstream connect error"},
    {"json_but_no_object", "JSON of another kind; the first one is named",
     "malformed events=0/3 | an event is not a JSON object: [1,2]"},
    {"two_objects_in_one_event", "text behind the object",
     "malformed events=0/2 | an event is not a JSON object: "
     "{\"choices\":[]}{\"choices\":[]}"},
    {"data_after_done", "an event behind the terminator is not read",
     "malformed events=1/3 bytes=2 answer=2 by=Acme model=a/m id=gen-1 | data after "
     "the end of the stream: "
     "{\"id\":\"gen-1\",\"model\":\"a/"
     "m\",\"provider\":\"Acme\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
     "\"content\":\" again\"},\"…"},
    {"done_twice", "a repeated terminator does no harm",
     "ok events=1/3 bytes=2 answer=2 by=Acme model=a/m id=gen-1"},
    {"empty_completion", "role, finish, usage of no tokens: nothing was produced",
     "empty events=0/4 comments=1 usage=9/0/0/0 pico=120000000 tier=default finish=stop "
     "by=Acme model=a/m id=gen-1 | the reply holds no output"},
    {"done_alone", "a terminator and nothing before it",
     "empty events=0/1 | the reply holds no output"},
});

}  // namespace

std::span<const RecordedStream> chat_streams() { return kStreams; }

}  // namespace orbench::protocol
