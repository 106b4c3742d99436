#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/inference_fixture.h"
#include "tests/support/manual_clock.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using ::testing::StartsWith;

/// A service whose time stands still until the test moves it.
class Studio {
 public:
  Studio() : service_(config_from(inference_config()), clock_) {}

  json submit(std::string_view fault = {}) {
    return json_of(service_.answer(
        inference_request("/videos", R"({"model":"a/film","prompt":"x","duration":4})", fault)));
  }
  Script get(const std::string& path, std::string_view range = {}) {
    Request request = inference_request("", "");
    request.method = "GET";
    request.path = path.substr(0, path.find('?'));
    if (!range.empty()) request.headers.push_back({"Range", std::string(range)});
    return service_.answer(request);
  }
  void pass(core::Duration time) { clock_.advance(time); }

 private:
  support::ManualClock clock_;
  Service service_;
};

TEST(Videos, AreQueuedRenderedAndThenThere) {
  Studio studio;
  const json job = studio.submit();
  const std::string url = job["polling_url"];
  EXPECT_EQ(job["status"], "pending");
  EXPECT_FALSE(job.contains("unsigned_urls"));
  EXPECT_THAT(job["generation_id"].get<std::string>(), StartsWith("gen-vid-1700000000-"));
  EXPECT_EQ(studio.get(url + "/content").status, 400) << "not yet";
  studio.pass(std::chrono::milliseconds(10));
  EXPECT_EQ(json_of(studio.get(url))["status"], "in_progress");
  studio.pass(std::chrono::milliseconds(8));
  const json done = json_of(studio.get(url));
  EXPECT_EQ(done["status"], "completed");
  EXPECT_NEAR(done["usage"]["cost"].get<double>(), 1e-6 + 4 * 2e-6, 1e-12);
  const Script film = studio.get(done["unsigned_urls"][0]);
  EXPECT_EQ(film.status, 200);
  EXPECT_EQ(rendered_body(film).substr(4, 8), "ftypisom");
  studio.pass(std::chrono::hours(25));
  EXPECT_EQ(json_of(studio.get(url))["status"], "expired");
  EXPECT_EQ(studio.get("/api/v1/videos/nothing").status, 404);
}

TEST(Videos, FailHalfRenderedWhenToldTo) {
  Studio studio;
  const std::string url = studio.submit("video_fails")["polling_url"];
  studio.pass(std::chrono::milliseconds(13));
  EXPECT_EQ(json_of(studio.get(url))["status"], "in_progress");
  studio.pass(std::chrono::milliseconds(2));
  EXPECT_EQ(json_of(studio.get(url))["status"], "failed");
  EXPECT_EQ(json_of(studio.get("/api/v1/credits"))["data"]["total_usage"], 0.0) << "not billed";
}

TEST(Videos, AreDownloadedInParts) {
  Studio studio;
  const std::string url = studio.submit()["polling_url"].get<std::string>() + "/content";
  studio.pass(std::chrono::seconds(1));
  const std::string whole = rendered_body(studio.get(url));
  struct Row {
    const char* range;
    int status;
    std::size_t first;
    std::size_t size;
  };
  const std::size_t size = whole.size();
  for (const Row& row :
       {Row{"bytes=0-99", 206, 0, 100}, Row{"bytes=100-", 206, 100, size - 100},
        Row{"bytes=-5", 206, size - 5, 5}, Row{"bytes=5-999999999", 206, 5, size - 5},
        Row{"bytes=0-1,4-5", 200, 0, size}, Row{"lines=1-2", 200, 0, size},
        Row{"bytes=9-3", 200, 0, size}}) {
    const Script part = studio.get(url, row.range);
    EXPECT_EQ(part.status, row.status) << row.range;
    EXPECT_EQ(rendered_body(part), whole.substr(row.first, row.size)) << row.range;
    EXPECT_EQ(part.content_length, row.size) << row.range;
  }
  EXPECT_EQ(script_header(studio.get(url, "bytes=0-99"), "Content-Range"),
            "bytes 0-99/" + std::to_string(size));
  EXPECT_EQ(studio.get(url, "bytes=999999999-").status, 416);
}

}  // namespace
}  // namespace orbench::mock
