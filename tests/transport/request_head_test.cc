#include "harness/transport/request_head.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

core::HttpRequest request_to(const std::string& url, const std::string& value = "x") {
  return {"POST", url, {{"Name", value}}, "{}"};
}

class RequestHeadsTest : public testing::Test {
 protected:
  TransportOptions options_{.hosts = {{"known.test", 80, {"127.0.0.1"}}}};
  RequestHeads heads_{options_};
};

TEST_F(RequestHeadsTest, MakesEachHeadOnce) {
  const auto first = heads_.of(request_to("http://127.0.0.1/a"));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(heads_.of(request_to("http://127.0.0.1/a")), first);
  EXPECT_NE(heads_.of(request_to("http://127.0.0.1/b")), first) << "another URL";
  EXPECT_NE(heads_.of(request_to("http://127.0.0.1/a", "y")), first) << "another header";
  EXPECT_EQ(heads_.of(request_to("http://127.0.0.1/a")), first) << "both are kept";
}

TEST_F(RequestHeadsTest, HoldsNoMoreThanAFew) {
  const auto first = heads_.of(request_to("http://127.0.0.1/a"));
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(heads_.of(request_to(fmt::format("http://127.0.0.1/{}", i))).has_value());
  }
  EXPECT_EQ((*first)->url, "http://127.0.0.1/a") << "who has one keeps it";
  EXPECT_EQ(first->use_count(), 1);
}

TEST_F(RequestHeadsTest, KnowsWhoseAddressMustBeLookedUp) {
  EXPECT_FALSE((*heads_.of(request_to("http://127.0.0.1/")))->needs_lookup);
  EXPECT_FALSE((*heads_.of(request_to("http://[::1]/")))->needs_lookup);
  EXPECT_FALSE((*heads_.of(request_to("http://known.test/")))->needs_lookup);
  EXPECT_TRUE((*heads_.of(request_to("http://known.test:81/")))->needs_lookup);
  EXPECT_TRUE((*heads_.of(request_to("http://other.test/")))->needs_lookup);
}

TEST_F(RequestHeadsTest, RefusesWhatMayNotGoOnTheWire) {
  EXPECT_FALSE(heads_.of(request_to("ftp://127.0.0.1/")).has_value());
  EXPECT_FALSE(heads_.of(request_to("http://127.0.0.1/", "two\nlines")).has_value());
}

}  // namespace
}  // namespace orbench::transport
