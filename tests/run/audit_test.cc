#include "harness/run/audit.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using testing::ElementsAre;

/// `/generation` as it is: each id is known from its n-th question on.
class Records {
 public:
  explicit Records(std::map<std::string, int> known_from) : known_from_(std::move(known_from)) {}

  core::Result<ApiReply> get(const std::string& path) {
    asked.push_back(path);
    const std::string id = path.substr(path.find('=') + 1);
    const auto found = known_from_.find(id);
    if (found == known_from_.end() || --found->second > 0) return ApiReply{404, "{}"};
    return ApiReply{200, R"({"data":{"id":")" + id + R"(","provider_name":"Near","latency":120,
                             "native_tokens_completion":7,"total_cost":0.25,
                             "provider_responses":[{"provider_name":"Far"},{"provider_name":"Near"}]}})"};
  }

  std::vector<std::string> asked;

 private:
  std::map<std::string, int> known_from_;
};

AuditResult audit(Records& records, const std::vector<AuditSubject>& subjects,
                  std::vector<core::Duration>& waits, AuditManner manner = {}) {
  manner.wait = [&waits](core::Duration span) {
    waits.push_back(span);
    return true;
  };
  return audit_generations([&](const std::string& path) { return records.get(path); }, subjects,
                           manner);
}

TEST(Audit, AsksAgainForRecordsThatAreNotWrittenYet) {
  Records records({{"gen-1", 1}, {"gen-2", 3}});
  std::vector<core::Duration> waits;
  const AuditResult result = audit(records, {{"w0-1", "gen-1"}, {"w0-2", "gen-2"}}, waits);
  ASSERT_EQ(result.found.size(), 2U);
  EXPECT_TRUE(result.missing.empty());
  EXPECT_EQ(result.found[1].sample, "w0-2");
  EXPECT_EQ(result.found[1].provider, "Near");
  EXPECT_EQ(result.found[1].latency_ms, 120);
  EXPECT_THAT(result.found[1].attempts, ElementsAre("Far", "Near"));
  using namespace std::chrono_literals;
  EXPECT_THAT(waits, ElementsAre(50ms, 500ms, 1000ms)) << "spaced, then twice the wait each round";
}

TEST(Audit, GivesUpOnRecordsThatNeverCome) {
  Records records({});
  std::vector<core::Duration> waits;
  AuditManner manner;
  manner.rounds = 3;
  const AuditResult result = audit(records, {{"w0-1", "gen-1"}}, waits, manner);
  EXPECT_TRUE(result.found.empty());
  EXPECT_THAT(result.missing, ElementsAre("w0-1"));
  EXPECT_EQ(records.asked.size(), 3U);
}

TEST(Audit, LooksAtNoMoreThanItMaySpreadOverTheRun) {
  Records records({{"g0", 1}, {"g4", 1}, {"g8", 1}});
  std::vector<AuditSubject> subjects;
  for (int i = 0; i < 12; ++i)
    subjects.push_back({"w0-" + std::to_string(i), "g" + std::to_string(i)});
  std::vector<core::Duration> waits;
  AuditManner manner;
  manner.most = 3;
  const AuditResult result = audit(records, subjects, waits, manner);
  EXPECT_EQ(result.found.size(), 3U);
  EXPECT_EQ(records.asked.size(), 3U);
}

TEST(Audit, PutsNoHostileIdIntoAUrl) {
  Records records({});
  std::vector<core::Duration> waits;
  const AuditResult result = audit(records, {{"w0-1", "x&admin=1"}, {"w0-2", ""}}, waits);
  EXPECT_TRUE(records.asked.empty());
  EXPECT_EQ(result.missing.size(), 2U);
}

TEST(Audit, EndsAtOnceWhenTheUserWantsOut) {
  Records records({});
  AuditManner manner;
  manner.wait = [](core::Duration) { return false; };
  const AuditResult result =
      audit_generations([&](const std::string& path) { return records.get(path); },
                        {{"w0-1", "g1"}, {"w0-2", "g2"}}, manner);
  EXPECT_EQ(records.asked.size(), 1U);
  EXPECT_THAT(result.missing, ElementsAre("w0-1", "w0-2"));
}

}  // namespace
}  // namespace orbench::run
