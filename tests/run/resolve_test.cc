#include "harness/run/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using testing::Contains;
using testing::HasSubstr;

class ResolveTest : public ::testing::Test {
 protected:
  [[nodiscard]] auto resolve(const std::string& url, const ResolvePatience& patience = {}) const {
    return resolve_host(url, patience, clock_);
  }
  core::MonotonicClock clock_;
};

TEST_F(ResolveTest, LooksANameUp) {
  const auto resolved = resolve("http://localhost:8080/api/v1");
  ASSERT_TRUE(resolved.has_value()) << resolved.error().message;
  ASSERT_TRUE(resolved->has_value());
  EXPECT_EQ((*resolved)->host.name, "localhost");
  EXPECT_EQ((*resolved)->host.port, 8080);
  EXPECT_THAT((*resolved)->host.addresses, Contains(testing::AnyOf("127.0.0.1", "::1")));
  EXPECT_GE((*resolved)->took, core::Duration::zero());
}

TEST_F(ResolveTest, LeavesAddressesAlone) {
  for (const char* url : {"http://127.0.0.1:8080/", "https://[::1]/api"}) {
    const auto resolved = resolve(url);
    ASSERT_TRUE(resolved.has_value()) << url;
    EXPECT_FALSE(resolved->has_value()) << url;
  }
}

TEST_F(ResolveTest, NamesTheHostThatDoesNotExist) {
  // A label of more than 63 letters is refused by the resolver itself: nothing leaves the machine.
  const std::string name(64, 'a');
  const auto resolved = resolve("https://" + name + ".invalid/");
  ASSERT_FALSE(resolved.has_value());
  EXPECT_EQ(resolved.error().code, core::ErrorCode::kNetwork);
  EXPECT_THAT(resolved.error().message, HasSubstr(name));
}

TEST_F(ResolveTest, DescribesWhatItFound) {
  EXPECT_EQ(describe({{"a.b", 443, {"10.0.0.1"}}, std::chrono::microseconds{1540}}),
            "a.b: 1 address in 1.5 ms");
  EXPECT_EQ(describe({{"a.b", 443, {"10.0.0.1", "::1"}}, std::chrono::milliseconds{12}}),
            "a.b: 2 addresses in 12.0 ms");
}

}  // namespace
}  // namespace orbench::run
