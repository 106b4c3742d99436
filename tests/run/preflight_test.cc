#include "harness/run/preflight.h"

#include <sys/resource.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/plan_text.h"

namespace orbench::run {
namespace {

using testing::HasSubstr;

TEST(Preflight, NeverSendsAKeyOverPlainHttpToAnythingButLoopback) {
  for (const char* url :
       {"http://openrouter.ai/api/v1", "http://10.0.0.1/", "http://127.0.0.1.evil/"}) {
    const auto key = key_for(url, "ORBENCH_TEST_NO_SUCH_VARIABLE", false);
    ASSERT_FALSE(key.has_value()) << url;
    EXPECT_EQ(key.error().code, core::ErrorCode::kInvalidArgument) << url;
    EXPECT_THAT(key.error().message, HasSubstr("https")) << url;
  }
}

TEST(Preflight, NamesTheVariableThatHoldsNoKey) {
  const auto key = key_for("https://openrouter.ai/api/v1", "ORBENCH_TEST_NO_SUCH_VARIABLE", false);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, core::ErrorCode::kNetwork);
  EXPECT_THAT(key.error().message, HasSubstr("export ORBENCH_TEST_NO_SUCH_VARIABLE="));
}

TEST(Preflight, NeedsNoKeyOnLoopbackUnlessOneWasAskedFor) {
  EXPECT_TRUE(key_for("http://127.0.0.1:8080/api/v1", "ORBENCH_TEST_NO_SUCH_VARIABLE", false));
  EXPECT_FALSE(key_for("http://127.0.0.1:8080/api/v1", "ORBENCH_TEST_NO_SUCH_VARIABLE", true));
}

TEST(Preflight, SaysWhatALoadOfThatSizeNeedsInOpenFiles) {
  const PlanFromText small(chat_scenario(R"({"arrivals":"closed","concurrency":4,"requests":9})"));
  EXPECT_TRUE(check_open_files(small.plan));
  const rlimit few{1024, 1024};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const PlanFromText huge(
      chat_scenario(R"({"arrivals":"closed","concurrency":5000,"requests":9})"));
  ASSERT_TRUE(huge.diagnostics.ok()) << huge.errors();
  const auto files = check_open_files(huge.plan);
  ASSERT_FALSE(files.has_value());
  EXPECT_THAT(files.error().message, HasSubstr("ulimit -n"));
}

}  // namespace
}  // namespace orbench::run
