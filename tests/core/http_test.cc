#include "harness/core/http.h"

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(LoopbackHost, IsDecidedByTheAddressNotByItsLooks) {
  struct Row {
    std::string_view host;
    bool loopback;
    const char* why;
  };
  const Row rows[] = {
      {"127.0.0.1", true, "the usual address"},
      {"127.255.0.9", true, "all of 127/8 is loopback"},
      {"localhost", true, "the reserved name"},
      {"LocalHost", true, "names have no case"},
      {"::1", true, "IPv6 loopback"},
      {"[::1]", true, "as a URL writes it"},
      {"128.0.0.1", false, "a neighbour network"},
      {"127.0.0.1.example.com", false, "a name that begins like the address"},
      {"127.example.com", false, "a name that begins with 127"},
      {"localhost.example.com", false, "a name under another domain"},
      {"notlocalhost", false, "a name that ends like the reserved one"},
      {"127.0.0", false, "three parts are no address"},
      {"127.0.0.256", false, "a part over 255"},
      {"127.0.0.-1", false, "a negative part"},
      {"127.0.0.0001", false, "a part of four digits"},
      {"127.0.0.1 ", false, "a trailing blank"},
      {"0.0.0.0", false, "every interface, not loopback"},
      {"[]", false, "empty brackets"},
      {"", false, "no host"},
  };
  for (const Row& row : rows) EXPECT_EQ(is_loopback_host(row.host), row.loopback) << row.why;
}

TEST(SplitUrl, TakesTheUrlApart) {
  const UrlParts plain = split_url("https://openrouter.ai/api/v1");
  ASSERT_TRUE(plain.ok);
  EXPECT_TRUE(plain.tls);
  EXPECT_EQ(plain.host, "openrouter.ai");
  EXPECT_EQ(plain.port, 443);
  EXPECT_EQ(plain.path, "/api/v1");

  const UrlParts local = split_url("HTTP://[::1]:8080");
  ASSERT_TRUE(local.ok);
  EXPECT_FALSE(local.tls);
  EXPECT_EQ(local.host, "::1");
  EXPECT_EQ(local.port, 8080);
  EXPECT_EQ(local.path, "");

  EXPECT_EQ(split_url("http://a:").port, 80);
  EXPECT_EQ(split_url("http://a?x=1").host, "a");
}

TEST(SplitUrl, RefusesWhatPolicyCannotJudge) {
  struct Row {
    std::string_view url;
    const char* why;
  };
  const Row rows[] = {
      {"", "nothing"},
      {"openrouter.ai/api", "no scheme"},
      {"ftp://a/b", "another scheme"},
      {"file:///etc/passwd", "a local file"},
      {"http://", "no host"},
      {"http:///path", "no host before the path"},
      {"http://:80/", "a port without a host"},
      {"http://127.0.0.1@evil.example/", "user info that looks like a host"},
      {"https://user:key@openrouter.ai/", "user info with a secret"},
      {"http://a:0/", "port 0"},
      {"http://a:65536/", "a port out of range"},
      {"http://a:-1/", "a negative port"},
      {"http://a:80x/", "a port with a tail"},
      {"http://a:99999999999999999999/", "a port that overflows"},
      {"http://[::1/", "brackets not closed"},
      {"http://[::1]x/", "text behind the brackets"},
      {"http://a b/", "a blank in the host"},
      {"http://a\r\nX: y/", "a line break in the host"},
  };
  for (const Row& row : rows) EXPECT_FALSE(split_url(row.url).ok) << row.why;
}

}  // namespace
}  // namespace orbench::core
