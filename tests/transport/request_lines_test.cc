#include "harness/transport/request_lines.h"

#include <gmock/gmock.h>

namespace orbench::transport {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(RequestLines, TellsUrlsFromWhatIsNone) {
  struct Row {
    const char* why;
    const char* url;
    bool ok;
  };
  const Row rows[] = {
      {"plain http", "http://127.0.0.1:8080/api/v1/models?a=b", true},
      {"https by name", "https://openrouter.ai/api/v1", true},
      {"an IPv6 address", "http://[::1]:80/", true},
      {"nothing", "", false},
      {"no scheme", "openrouter.ai/api/v1", false},
      {"another scheme", "file:///etc/passwd", false},
      {"user info belongs in a header", "http://user:pass@127.0.0.1/", false},
      {"a blank", "http://127.0.0.1/a b", false},
      {"a line break writes headers", "http://127.0.0.1/\r\nX-Evil: 1", false},
      {"brackets without an address", "http://[zz]/", false},
      {"a port beyond the last", "http://127.0.0.1:65536/", false},
  };
  for (const Row& row : rows) {
    const auto checked = parse_url(row.url);
    EXPECT_EQ(checked.has_value(), row.ok) << row.why;
    if (!checked) {
      EXPECT_EQ(checked.error().code, core::ErrorCode::kInvalidArgument) << row.why;
    }
  }
}

TEST(RequestLines, TakesTheFiveMethodsOnly) {
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    EXPECT_EQ(known_method(std::string(method)).value_or(""), method);
  }
  for (const char* method : {"", "get", "HEAD", "CONNECT", "GET /x HTTP/1.1\r\n"}) {
    EXPECT_FALSE(known_method(method).has_value()) << method;
  }
}

TEST(RequestLines, WritesHeadersAndSwitchesOffWhatLibcurlAdds) {
  const auto lines = header_lines({{"X-Title", "a: b"}, {"X-Empty", ""}});
  ASSERT_TRUE(lines.has_value());
  EXPECT_THAT(*lines, ElementsAre("Expect:", "X-Title: a: b", "X-Empty;",
                                  "Content-Type:", StartsWith("User-Agent: orbench/")));
}

TEST(RequestLines, LeavesWhatTheRequestSaysItselfAlone) {
  const auto lines = header_lines({{"content-type", "application/json"}, {"user-agent", "me"}});
  ASSERT_TRUE(lines.has_value());
  EXPECT_THAT(*lines, ElementsAre("Expect:", "content-type: application/json", "user-agent: me"));
}

TEST(RequestLines, RefusesHeadersThatWouldWriteOthersAndKeepsTheirValuesOut) {
  const core::Header rows[] = {
      {"X-Title", "secret\r\nX-Evil: 1"},
      {"X-Title", "secret\n"},
      {"X\r\nY", "secret"},
      {"", "secret"},
      {"X Y", "secret"},
      {"X:", "secret"},
  };
  for (const core::Header& row : rows) {
    const auto lines = header_lines({row});
    ASSERT_FALSE(lines.has_value()) << row.name;
    EXPECT_EQ(lines.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_THAT(lines.error().message, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace orbench::transport
