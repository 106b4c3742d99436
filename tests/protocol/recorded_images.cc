#include <array>

#include "tests/protocol/recorded_streams.h"

namespace orbench::protocol {
namespace {

constexpr auto kStreams = std::to_array<RecordedStream>({
    {"typical", "two drafts, then the picture with the usage",
     "ok events=0/4 comments=1 of=images items=1 usage=9/1024/0/- pico=40000000000"},
    {"without_drafts", "the picture at once",
     "ok events=0/2 of=images items=1 usage=9/1024/0/- pico=40000000000"},
    {"two_images", "one after another",
     "ok events=0/5 of=images items=2 usage=9/1024/0/- pico=40000000000"},
    {"text_chunks", "what the model writes meanwhile is no picture",
     "ok events=0/4 of=images items=1 usage=9/1024/0/- pico=40000000000"},
    {"jpeg", "JPEG", "ok events=0/3 of=images items=1"},
    {"webp", "WebP", "ok events=0/2 of=images items=1"},
    {"svg", "SVG, which is text", "ok events=0/2 of=images items=1"},
    {"media_type_absent", "a picture tells its format itself, also with escaped slashes",
     "ok events=0/2 of=images items=1"},
    {"fields_in_reverse_order", "the type last", "ok events=0/2 of=images items=1"},
    {"another_format_than_said", "a JPEG that is said to be a PNG",
     "malformed events=0/2 of=images items=1 usage=9/1024/0/- pico=40000000000 | an image said to "
     "be image/png is image/jpeg"},
    {"no_picture", "a draft that is no picture",
     "malformed events=0/3 of=images items=1 | an image that is neither PNG, JPEG, WebP nor SVG"},
    {"no_data", "a picture without data",
     "malformed events=0/2 of=images items=1 | an image without data"},
    {"unknown_events", "unknown events that hold known names", "ok events=0/3 of=images items=1"},
    {"drafts_alone", "the picture was never completed",
     "truncated events=0/2 of=images | the stream ended without image_generation.completed"},
    {"done_alone", "a terminator and nothing before it",
     "truncated events=0/1 of=images | the stream ended without image_generation.completed"},
    {"truncated", "the picture came, the terminator did not",
     "truncated events=0/2 of=images items=1 usage=9/1024/0/- pico=40000000000 | the stream ended "
     "without [DONE]"},
    {"error_event", "the picture failed after a draft",
     "in_band_error events=0/2 of=images | error in the reply: server_error: Image generation "
     "failed"},
    {"error_then_done", "[DONE] after an error changes nothing",
     "rate_limited owner=upstream events=0/2 of=images | error in the reply: 429: Rate limited"},
    {"data_after_done", "a picture behind the terminator is not taken",
     "malformed events=0/3 of=images items=1 | data after the end of the stream: "
     "{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBORw0KGgoAAAANSUhEUg==\",\"media_"
     "type\":\"image/png\",\"created\":1759000…"},
});

}  // namespace

std::span<const RecordedStream> images_streams() { return kStreams; }

}  // namespace orbench::protocol
