#include "harness/load/session.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Session, TakesTurnsInOrderWithAThinkTimeBetween) {
  const SessionPlan plan = session_of(R"({"turns": 3, "think_time_ms": 500})");
  Session session(plan, core::Rng(1));
  EXPECT_EQ(session.turn(), 1U);
  EXPECT_EQ(session.turns_left(), 2U);
  EXPECT_EQ(session.next(seconds{1}, true), milliseconds{1500});
  EXPECT_EQ(session.turn(), 2U);
  EXPECT_EQ(session.next(seconds{4}, true), milliseconds{4500});
  EXPECT_EQ(session.next(seconds{9}, true), std::nullopt) << "the third was the last";
}

TEST(Session, EndsWithATurnThatHasNoAnswer) {
  const SessionPlan plan = session_of(R"({"turns": 3})");
  Session session(plan, core::Rng(1));
  EXPECT_EQ(session.next(seconds{1}, false), std::nullopt);
  EXPECT_EQ(session.turns_left(), 2U);
  session.skip_turn();
  EXPECT_EQ(session.turn(), 2U);
}

TEST(Session, SaysItsFollowUpsInTurnAndThenAnew) {
  const SessionPlan plan = session_of(R"({"turns": 5, "follow_ups": ["Why?", "And then?"]})");
  Session session(plan, core::Rng(1));
  std::vector<std::string> said;
  while (session.next(seconds{0}, true)) said.push_back(plan.follow_ups[session.follow_up()]);
  EXPECT_THAT(said, ElementsAre("Why?", "And then?", "Why?", "And then?"));
}

TEST(Session, DrawsItsPausesFromItsOwnStream) {
  const SessionPlan plan =
      session_of(R"({"turns": 3, "think_time_ms": {"distribution": "exponential", "mean": 100}})");
  const auto pauses = [&](std::uint64_t seed) {
    Session session(plan, core::Rng(seed));
    return std::vector{*session.next(seconds{0}, true), *session.next(seconds{0}, true)};
  };
  EXPECT_EQ(pauses(1), pauses(1));
  EXPECT_NE(pauses(1), pauses(2));
  EXPECT_NE(pauses(1)[0], pauses(1)[1]);
}

TEST(ReadSession, HasSomethingToSayByItself) {
  const SessionPlan plan = session_of("{}");
  EXPECT_EQ(plan.turns, 2U);
  EXPECT_THAT(plan.follow_ups, ElementsAre("Go on."));
  EXPECT_TRUE(plan.think_time.is_none());
}

TEST(ReadSession, ExplainsEachMistake) {
  const struct {
    const char* why;
    const char* session;
    const char* said;
  } rows[] = {
      {"one turn is no conversation", R"({"turns": 1})", "from 2 to 1000"},
      {"nothing to say", R"({"follow_ups": []})", "nothing to say"},
      {"a number to say", R"({"follow_ups": [3]})", "a string"},
      {"a list that is none", R"({"follow_ups": "Why?"})", "must be an array"},
      {"a key nobody knows", R"({"turn": 3})", "did you mean \"turns\""},
      {"to think backwards", R"({"think_time_ms": -1})", "think_time_ms"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(session_errors(row.session), ElementsAre(HasSubstr(row.said))) << row.why;
  }
}

}  // namespace
}  // namespace orbench::load
