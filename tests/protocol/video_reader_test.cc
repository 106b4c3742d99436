#include "harness/protocol/video_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;

constexpr std::string_view kFilm =
    "\0\0\0\x18"
    "ftypisom........"sv;

/// A video as it is asked for, a reply after the other, each at its own millisecond.
class Job {
 public:
  Job() { reader.reset(); }

  /// What the reader wants next, in a word, and whether after a pause.
  std::string reply(std::string_view body, int status = 200, std::string_view type = kJsonType,
                    bool complete = true) {
    reader.on_head(head_of(type, status));
    for (const char c : body) reader.on_bytes(at_ms(ms), {&c, 1});
    reader.finish(at_ms(ms++), complete);
    const auto next = reader.next_exchange();
    if (!next) return told(reader);
    constexpr const char* kPhases[] = {"queue", "render", "download"};
    return kPhases[static_cast<std::size_t>(*next->phase)] +
           std::string(next->after_pause ? "…" : "");
  }
  core::HttpRequest next() {
    core::HttpRequest request;
    request.url = "http://host/api/v1";
    request.body = "of before";
    reader.render_next_exchange(request);
    return request;
  }
  /// Replies, and asks again.
  void go_on(std::string_view body) {
    reply(body);
    (void)next();
  }

  VideoReader reader;
  int ms = 1;
};

std::string job(std::string_view status, std::string_view more = "") {
  return R"({"id":"vid-1","polling_url":"http://evil.invalid/x","status":")" + std::string(status) +
         R"(","generation_id":"gen-vid-1")" + std::string(more) + "}";
}
constexpr std::string_view kDone =
    R"(,"unsigned_urls":["http://evil.invalid/y"],"usage":{"cost":0.25,"is_byok":false})";

TEST(VideoReader, FollowsAJobToItsLastByte) {
  Job video;
  EXPECT_EQ(video.reply(job("pending"), 202), "queue…");
  EXPECT_EQ(video.next().url, "http://host/api/v1/videos/vid-1");
  EXPECT_EQ(video.reply(job("pending")), "queue…");
  (void)video.next();
  EXPECT_EQ(video.reply(job("in_progress")), "render…");
  (void)video.next();
  EXPECT_EQ(video.reply(job("in_progress")), "render…");
  (void)video.next();
  EXPECT_EQ(video.reply(job("completed", kDone)), "download");
  const core::HttpRequest content = video.next();
  EXPECT_EQ(content.url, "http://host/api/v1/videos/vid-1/content?index=0");
  EXPECT_EQ(content.method, "GET");
  EXPECT_EQ(content.body, "");
  EXPECT_EQ(video.reply(kFilm, 200, "video/mp4"),
            "ok of=video usage=-/-/-/- pico=250000000000 finish=completed id=gen-vid-1");

  const ResponseFacts& facts = video.reader.facts();
  EXPECT_EQ(facts.job.accepted, at_ms(1));
  EXPECT_EQ(facts.job.started, at_ms(3));
  EXPECT_EQ(facts.job.completed, at_ms(5));
  EXPECT_EQ(video.reader.timeline().done, at_ms(6));
  EXPECT_EQ(facts.product, core::Product::kVideo);
}

TEST(VideoReader, NeverFollowsAnAddressFromAReply) {
  Job video;
  video.reply(job("pending"), 202);
  EXPECT_EQ(video.next().url.find("evil"), std::string::npos);
  Job odd;
  odd.reply(R"({"id":"../keys?x=/ü","status":"pending"})", 202);
  EXPECT_EQ(odd.next().url, "http://host/api/v1/videos/..%2Fkeys%3Fx%3D%2F%C3%BC");
  for (const char* id : {"", ".", ".."}) {
    Job bad;
    EXPECT_THAT(bad.reply(R"({"id":")" + std::string(id) + R"(","status":"pending"})", 202),
                HasSubstr("malformed"));
  }
  Job moved;
  moved.go_on(job("pending"));
  moved.reply(R"({"id":"another","status":"pending"})");
  EXPECT_EQ(moved.next().url, "http://host/api/v1/videos/vid-1") << "the job is the one accepted";
}

TEST(VideoReader, KnowsHowJobsFail) {
  struct Row {
    const char* what;
    std::string body;
    int status;
    const char* told;
  };
  for (const Row& row : {
           Row{"failed, with a reason", job("failed", R"(,"error":"no frames")"), 200,
               "in_band_error of=video finish=failed id=gen-vid-1 | error in the reply: failed: no "
               "frames"},
           Row{"failed, without one", job("cancelled"), 200,
               "in_band_error of=video finish=cancelled"},
           Row{"expired", job("expired"), 200, "in_band_error"},
           Row{"unknown now", R"({"error":{"code":404,"message":"Video job not found"}})", 404,
               "http_error of=video id=gen-vid-1 | HTTP 404: Video job not found"},
           Row{"limited", R"({"error":{"code":429,"message":"slow"}})", 429, "rate_limited"},
           Row{"an error inside a 200", R"({"error":{"code":502,"message":"down"}})", 200,
               "in_band_error of=video id=gen-vid-1 | error in the reply: 502: down"},
           Row{"no job at all", R"({"ok":true})", 200, "empty"},
           Row{"no JSON", "<html>oops", 200, "malformed"},
       }) {
    Job video;
    video.go_on(job("pending"));
    EXPECT_THAT(video.reply(row.body, row.status), HasSubstr(row.told)) << row.what;
    EXPECT_FALSE(video.reader.next_exchange().has_value()) << row.what;
    EXPECT_TRUE(video.reader.facts().job.accepted.is_set()) << row.what;
  }
}

TEST(VideoReader, WaitsOnThroughStatesAndWordsThatAreNew) {
  Job video;
  EXPECT_EQ(video.reply(job("dreaming"), 202), "queue…");
  (void)video.next();
  EXPECT_EQ(video.reply(job("in_progress", R"(,"error":"a hiccup")")), "render…")
      << "an error of a job that goes on is a word, no failure";
  (void)video.next();
  EXPECT_EQ(video.reply(job("pending")), "render…") << "what was begun is not queued again";
  (void)video.next();
  EXPECT_EQ(video.reply(job("completed")), "download");
  Job quick;
  EXPECT_EQ(quick.reply(job("completed"), 202), "download") << "done at once";
  EXPECT_FALSE(quick.reader.facts().job.started.is_set());
}

TEST(VideoReader, LooksAtTheFilm) {
  struct Row {
    const char* what;
    std::string_view body;
    int status;
    bool complete;
    const char* told;
  };
  for (const Row& row : {
           Row{"no film", "{\"error\":\"\"}", 200, true, "malformed"},
           Row{"a stump of one",
               "\0\0\0\x18"
               "fty"sv,
               200, true, "malformed"},
           Row{"nothing", "", 200, true, "empty"},
           Row{"cut short", kFilm, 200, false, "truncated"},
           Row{"refused", R"({"error":{"code":502,"message":"gone"}})", 502, true,
               "http_error of=video usage=-/-/-/- pico=250000000000 finish=completed id=gen-vid-1 "
               "| HTTP "
               "502"},
       }) {
    Job video;
    video.go_on(job("completed", kDone));
    EXPECT_THAT(video.reply(row.body, row.status, "video/mp4", row.complete), HasSubstr(row.told))
        << row.what;
  }
}

TEST(VideoReader, ForgetsTheJobBefore) {
  Job video;
  video.go_on(job("completed", kDone));
  video.reply(kFilm);
  video.reader.reset();
  EXPECT_EQ(video.reply(R"({"id":"vid-2","status":"pending"})", 202), "queue…");
  EXPECT_EQ(video.next().url, "http://host/api/v1/videos/vid-2");
  EXPECT_FALSE(video.reader.facts().job.completed.is_set());
  EXPECT_EQ(video.reader.facts().served.generation_id, "");
}

}  // namespace
}  // namespace orbench::protocol
