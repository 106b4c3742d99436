#include "harness/protocol/speech_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "harness/protocol/media_type.h"
#include "harness/protocol/picture_format.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kPcm = "audio/pcm;rate=24000;channels=1";

TEST(SpeechReader, KnowsTheLengthOfPcmByItsHead) {
  struct Row {
    std::string_view what;
    std::string_view type;
    std::size_t bytes;
    std::string_view told;
  };
  SpeechReader reader;
  for (const Row& row : std::vector<Row>{
           {"one second", kPcm, 48'000, "ok of=sound audio=1000ms"},
           {"another rate, with space", "audio/pcm; rate=44100", 44'100, "ok of=sound audio=500ms"},
           {"two channels", "Audio/PCM;channels=2;rate=\"8000\"", 32'000,
            "ok of=sound audio=1000ms"},
           {"no rate, no length", "audio/pcm", 48'000, "ok of=sound"},
           {"a rate that is none", "audio/pcm;rate=fast", 48'000, "ok of=sound"},
           {"nor is zero", "audio/pcm;rate=0", 48'000, "ok of=sound"},
           {"of a compressed sound the size is known", "audio/mpeg", 999, "ok of=sound"},
           {"half a sample", kPcm, 47'999,
            "malformed of=sound audio=999.979167ms | the sound ends inside a sample"},
           {"no sound", "audio/mpeg", 0, "empty of=sound | the reply holds no sound"}}) {
    const std::string bytes(row.bytes, '\x7F');
    EXPECT_EQ(told_of(reader, head_of(row.type), {bytes}), row.told) << row.what;
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += 777) {
      pieces.push_back(std::string_view(bytes).substr(at, 777));
    }
    EXPECT_EQ(told_of(reader, head_of(row.type), pieces), row.told) << row.what << ", in pieces";
  }
}

TEST(SpeechReader, StampsTheFirstByteAndTheLast) {
  SpeechReader reader;
  told_of(reader, head_of(kPcm), {"ab", "", "cd", "ef"});
  EXPECT_EQ(reader.timeline().first_answer, at_ms(1));
  EXPECT_EQ(reader.timeline().last_token, at_ms(4));
  EXPECT_EQ(reader.timeline().done, at_ms(5));
  EXPECT_FALSE(reader.timeline().first_event.is_set());
  EXPECT_EQ(reader.timeline().token_events, 0U);
  EXPECT_FALSE(reader.terminated()) << "only the end of the body ends a sound";
}

TEST(SpeechReader, CallsASoundThatEndsEarlyTruncated) {
  SpeechReader reader;
  EXPECT_EQ(told_of(reader, head_of(kPcm), {"ab"}, false),
            "truncated of=sound audio=0.041667ms | the sound ended early");
  EXPECT_FALSE(reader.timeline().done.is_set());
}

TEST(SpeechReader, ReadsWhatIsNoSoundForItsError) {
  struct Row {
    std::string_view what;
    int status;
    std::string_view type;
    std::string_view body;
    std::string_view told;
  };
  SpeechReader reader;
  for (const Row& row : std::vector<Row>{
           {"a refusal by the validator", 400, kJsonType,
            R"({"success":false,"error":{"name":"ZodError","message":"Required"}})",
            "http_error of=sound | HTTP 400: ZodError: Required"},
           {"a rate limit", 429, kJsonType, R"({"error":{"code":429,"message":"slow"}})",
            "rate_limited owner=upstream of=sound | HTTP 429: slow"},
           {"sound under a status that is an error", 500, "audio/mpeg", "xyz",
            "http_error of=sound | HTTP 500: xyz"},
           {"an error inside a 200", 200, kJsonType, R"({"error":{"code":502,"message":"Down"}})",
            "in_band_error of=sound | error in the reply: 502: Down"},
           {"JSON that is neither", 200, kJsonType, "{}",
            "empty of=sound | the reply holds no output"},
           {"a page", 200, "text/html", "<p>Hi</p>",
            "malformed of=sound | the reply is not JSON: Hi"}}) {
    EXPECT_EQ(told_of(reader, head_of(row.type, row.status), {row.body}), row.told) << row.what;
  }
  reader.reset();
  reader.finish(at_ms(1), false);
  EXPECT_EQ(told(reader), "truncated of=sound | no reply");
}

TEST(SpeechReader, CarriesNothingOverToTheNextReply) {
  SpeechReader reader;
  core::ResponseHead head = head_of(kPcm);
  head.generation_id = "gen-tts-1";
  head.cache_status = "HIT";
  EXPECT_EQ(told_of(reader, head, {"abcd"}), "ok cached of=sound audio=0.083333ms id=gen-tts-1");
  EXPECT_EQ(told_of(reader, head_of("audio/mpeg"), {"abc"}), "ok of=sound");
  EXPECT_EQ(told_of(reader, head_of(kJsonType, 500), {"{}"}),
            "http_error of=sound | HTTP 500: a body without an error object");
  EXPECT_EQ(told_of(reader, head_of("audio/mpeg"), {"abc"}), "ok of=sound");
}

TEST(MediaType, ReadsNumbersAmongParameters) {
  EXPECT_EQ(media_type_of(" Audio/PCM ; rate=1"), "Audio/PCM");
  EXPECT_EQ(media_type_of(""), "");
  EXPECT_EQ(media_type_of(" ;x"), "");
  EXPECT_EQ(media_number("a/b;rate=8000", "rate"), 8000U);
  EXPECT_EQ(media_number("a/b; channels=2; RATE = 16000 ", "rate"), 16000U);
  EXPECT_EQ(media_number("a/b;rate=\"22050\"", "rate"), 22050U);
  for (const std::string_view type :
       {"", "a/b", "a/b;rate", "a/b;rate=", "a/b;rate=0", "a/b;rate=-1", "a/b;rate=1e3",
        "a/b;rate=99999999999", "a/b;rates=1", "rate=1", "a/b;;", "a/b;rate=\""}) {
    EXPECT_EQ(media_number(type, "rate"), std::nullopt) << type;
  }
}

TEST(PictureFormat, IsKnownByTheFirstBytes) {
  EXPECT_EQ(media_type_of_picture("iVBORw0KGgoAAAANSUhEUg=="), "image/png");
  EXPECT_EQ(media_type_of_picture("iVBORw0KGgo="), "image/png") << "the eight bytes are enough";
  EXPECT_EQ(media_type_of_picture("/9j/"), "image/jpeg");
  EXPECT_EQ(media_type_of_picture("UklGRhoAAABXRUJQVlA4TA=="), "image/webp");
  EXPECT_EQ(media_type_of_picture("PHN2ZyB4bWxucz0ieCIvPg=="), "image/svg+xml");
  EXPECT_EQ(media_type_of_picture("PD94bWwgdmVyc2lvbj0iMS4wIj8+"), "image/svg+xml");
  for (const std::string_view none :
       {"", "iVBORw0KGg", "R0lGODlhAQABAAAAACw=", "UklGRhoAAABXQVZFZm10",
        "UklGRg==", "/9g=", "data:image/png;base64,iVBORw0KGgo=", "!!!!", "\xFF\xD8\xFF"}) {
    EXPECT_EQ(media_type_of_picture(none), "") << none;
  }
}

}  // namespace
}  // namespace orbench::protocol
