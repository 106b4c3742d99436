#include "harness/transport/head_reader.h"

#include <string>

#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

using Step = HeadReader::Step;

/// The step told by the last of `lines`; the others must tell nothing.
Step feed(HeadReader& reader, std::initializer_list<std::string_view> lines) {
  Step last = Step::kMore;
  for (const std::string_view line : lines) {
    EXPECT_EQ(last, Step::kMore) << "before " << line;
    last = reader.feed(line);
  }
  return last;
}

TEST(HeadReader, KeepsTheListedFieldsWhateverTheirCase) {
  HeadReader reader;
  ASSERT_EQ(feed(reader, {"HTTP/1.1 429 Too Many Requests\r\n",
                          "CONTENT-TYPE:  application/json; charset=utf-8 \r\n",
                          "X-Generation-Id: gen-1\r\n", "retry-after:7\r\n",
                          "X-RateLimit-Reset: 1700000000000\r\n",
                          "X-OpenRouter-Cache-Status: HIT\r\n", "Set-Cookie: a=b\r\n", "\r\n"}),
            Step::kComplete);
  const core::ResponseHead head = reader.head();
  EXPECT_EQ(head.status, 429);
  EXPECT_EQ(head.content_type, "application/json; charset=utf-8");
  EXPECT_EQ(head.generation_id, "gen-1");
  EXPECT_EQ(head.retry_after, "7");
  EXPECT_TRUE(head.has_rate_limit);
  EXPECT_EQ(head.cache_status, "HIT");
}

TEST(HeadReader, ReadsRateLimitsAsPlainNumbersOrNotAtAll) {
  HeadReader reader;
  ASSERT_EQ(feed(reader, {"HTTP/1.1 429 Too Many Requests\r\n", "x-ratelimit-limit: 20\r\n",
                          "X-RateLimit-Remaining: inf\r\n", "X-RATELIMIT-RESET: 1759000000000 \r\n",
                          "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "\r\n"}),
            Step::kComplete);
  const core::ResponseHead head = reader.head();
  EXPECT_TRUE(head.has_rate_limit);
  EXPECT_EQ(head.rate_limit.limit, 20.0);
  EXPECT_FALSE(head.rate_limit.remaining) << "infinity is no plain number";
  EXPECT_EQ(head.rate_limit.reset_ms, 1759000000000.0);
  EXPECT_EQ(head.date, "Sun, 06 Nov 1994 08:49:37 GMT");
  reader.reset();
  ASSERT_EQ(feed(reader, {"HTTP/1.1 200 OK\r\n", "\r\n"}), Step::kComplete);
  EXPECT_EQ(reader.head().rate_limit, core::RateLimitHeaders{});
  EXPECT_EQ(reader.head().date, "");
}

TEST(HeadReader, SkipsInterimHeadsWithTheirFields) {
  HeadReader reader;
  ASSERT_EQ(feed(reader, {"HTTP/1.1 103 Early Hints\r\n", "Retry-After: 1\r\n",
                          "X-RateLimit-Limit: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "\r\n"}),
            Step::kComplete);
  EXPECT_EQ(reader.head().status, 200);
  EXPECT_EQ(reader.head().retry_after, "");
  EXPECT_FALSE(reader.head().has_rate_limit);
}

TEST(HeadReader, SaysWhetherTheBodyComesInChunks) {
  struct Row {
    const char* line;
    bool chunked;
  };
  for (const Row& row :
       {Row{"Transfer-Encoding: chunked\r\n", true}, Row{"transfer-encoding:CHUNKED\r\n", true},
        Row{"Transfer-Encoding: gzip, chunked\r\n", true},
        Row{"Transfer-Encoding: gzip\r\n", false}, Row{"Transfer-Encoding: chunkedly\r\n", false},
        Row{"Transfer-Encoding:\r\n", false}, Row{"Content-Length: 7\r\n", false}}) {
    HeadReader reader;
    ASSERT_EQ(feed(reader, {"HTTP/1.1 200 OK\r\n", row.line, "\r\n"}), Step::kComplete);
    EXPECT_EQ(reader.is_chunked(), row.chunked) << row.line;
    reader.reset();
    ASSERT_EQ(feed(reader, {"HTTP/1.1 200 OK\r\n", "\r\n"}), Step::kComplete);
    EXPECT_FALSE(reader.is_chunked());
  }
}

TEST(HeadReader, IgnoresTrailers) {
  HeadReader reader;
  ASSERT_EQ(feed(reader, {"HTTP/1.1 200 OK\r\n", "\r\n"}), Step::kComplete);
  EXPECT_EQ(feed(reader, {"Retry-After: 5\r\n", "\r\n"}), Step::kMore);
  EXPECT_EQ(reader.head().retry_after, "");
}

TEST(HeadReader, ForgetsEverythingOnReset) {
  HeadReader reader;
  ASSERT_EQ(feed(reader, {"HTTP/1.1 200 OK\r\n", "X-Generation-Id: gen-1\r\n",
                          "X-RateLimit-Limit: 1\r\n", "\r\n"}),
            Step::kComplete);
  reader.reset();
  ASSERT_EQ(feed(reader, {"HTTP/2 204 \r\n", "\r\n"}), Step::kComplete);
  EXPECT_EQ(reader.head().status, 204);
  EXPECT_EQ(reader.head().generation_id, "");
  EXPECT_FALSE(reader.head().has_rate_limit);
}

TEST(HeadReader, ReadsTheStatusOrRefusesTheHead) {
  struct Row {
    const char* why;
    const char* line;
    int status;  // 0: kNotHttp
  };
  const Row rows[] = {
      {"the usual form", "HTTP/1.1 200 OK\r\n", 200},
      {"no reason phrase", "HTTP/1.1 404\r\n", 404},
      {"HTTP/2 has none", "HTTP/2 500 \r\n", 500},
      {"an upgrade nobody asked for is an answer", "HTTP/1.1 101 Switching\r\n", 101},
      {"two digits are no status", "HTTP/1.1 99 What\r\n", 0},
      {"four digits are no status", "HTTP/1.1 2000 OK\r\n", 0},
      {"letters are no status", "HTTP/1.1 OK\r\n", 0},
      {"nothing after the version", "HTTP/1.1\r\n", 0},
      {"zero is below every class", "HTTP/1.1 000 Nothing\r\n", 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    HeadReader reader;
    const Step end = feed(reader, {row.line, "\r\n"});
    EXPECT_EQ(end, row.status == 0 ? Step::kNotHttp : Step::kComplete);
    if (end == Step::kComplete) {
      EXPECT_EQ(reader.head().status, row.status);
    }
  }
}

TEST(HeadReader, CapsAllHeadsOfATransferTogether) {
  HeadReader reader;
  const std::string line = "X-Padding: " + std::string(1011, 'a') + "\r\n";  // 1 KiB
  Step step = Step::kMore;
  std::size_t lines = 0;
  while (step == Step::kMore && lines < 1000) {
    step = feed(reader, {"HTTP/1.1 100 Continue\r\n", "\r\n"});
    if (step == Step::kMore) step = reader.feed(line);
    ++lines;
  }
  EXPECT_EQ(step, Step::kTooLarge);
  EXPECT_LE(lines, HeadReader::kMaxBytes / line.size());
  EXPECT_GT(lines, HeadReader::kMaxBytes / line.size() - 16);
}

}  // namespace
}  // namespace orbench::transport
