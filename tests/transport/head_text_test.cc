#include "harness/transport/head_text.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace orbench::transport {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string text_of(const std::string& url, const std::vector<core::Header>& headers = {}) {
  const auto parsed = parse_url(url);
  EXPECT_TRUE(parsed.has_value()) << url;
  return head_text(*parsed, headers);
}

TEST(HeadText, HoldsTheHeadFromItsTargetToItsUserAgent) {
  const std::string text =
      text_of("http://127.0.0.1:8080/api/v1/chat?a=b%20c#here",
              {{"Authorization", "Bearer x"}, {"X-Empty", ""}, {"X-Title", "a: b"}});
  const std::string begin =
      "/api/v1/chat?a=b%20c HTTP/1.1\r\n"
      "Host: 127.0.0.1:8080\r\n"
      "Authorization: Bearer x\r\n"
      "X-Empty:\r\n"
      "X-Title: a: b\r\n"
      "Accept: */*\r\n"
      "User-Agent: orbench/";
  EXPECT_THAT(text, StartsWith(begin));
  EXPECT_EQ(text.find_first_of(" \r\n", begin.size()), std::string::npos);
}

TEST(HeadText, NamesTheHostAsTheUrlDoes) {
  struct Row {
    const char* url;
    const char* begin;
  };
  const Row rows[] = {
      {"https://openrouter.ai/api", "/api HTTP/1.1\r\nHost: openrouter.ai\r\n"},
      {"https://openrouter.ai:443/api", "/api HTTP/1.1\r\nHost: openrouter.ai\r\n"},
      {"http://openrouter.ai:443/", "/ HTTP/1.1\r\nHost: openrouter.ai:443\r\n"},
      {"http://localhost", "/ HTTP/1.1\r\nHost: localhost\r\n"},
      {"http://[::1]:80/a", "/a HTTP/1.1\r\nHost: [::1]\r\n"},
      {"http://[::1]:81/a", "/a HTTP/1.1\r\nHost: [::1]:81\r\n"},
      {"http://[fe80::1%25lo]/", "/ HTTP/1.1\r\nHost: [fe80::1]\r\n"},
  };
  for (const Row& row : rows) EXPECT_THAT(text_of(row.url), StartsWith(row.begin)) << row.url;
}

TEST(HeadText, AcceptsWhatTheRequestSaysItDoes) {
  const std::string text = text_of("http://localhost/", {{"accept", "text/event-stream"}});
  EXPECT_THAT(text, HasSubstr("\r\naccept: text/event-stream\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("*/*")));
  EXPECT_THAT(text, HasSubstr("\r\nUser-Agent: orbench/"));
}

TEST(HeadText, LeavesToLibcurlWhatItMustKnowOf) {
  for (const char* name : {"user-agent", "Host", "Transfer-Encoding", "content-length", "Expect"}) {
    EXPECT_THAT(text_of("http://localhost/", {{"X-Title", "t"}, {name, "1"}}), IsEmpty()) << name;
  }
  EXPECT_THAT(text_of("http://b\xc3\xbc"
                      "cher.example/"),
              IsEmpty())
      << "libcurl writes punycode";
}

}  // namespace
}  // namespace orbench::transport
