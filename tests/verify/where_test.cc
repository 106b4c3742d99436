#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using testing::HasSubstr;

std::string with_where(const std::string& where) {
  return R"({"threshold": "requests.count >= 1", "allow_no_data": true, "where": )" + where + "}";
}

TEST(Where, NarrowsByEveryTag) {
  struct Row {
    const char* where;
    std::int64_t expected;
    const char* why;
  };
  Court court;
  metrics::Sample plain = court.ok(100);
  plain.cell = 1;
  plain.provider = "Teal";
  plain.tier = "flex";
  plain.cached = true;
  metrics::Sample arm = court.ok(100);
  arm.cell = 3;
  arm.connection_reused = true;
  arm.attempt = 2;
  arm.turn = 3;
  court.add(3, court.ok(100));
  court.add(2, court.failed(core::Outcome::kRateLimited, 429));
  court.add(plain);
  court.add(arm);
  const std::vector<Row> rows = {
      {R"({})", 7, "nothing is narrowed"},
      {R"({"workload": "chat"})", 5, "a workload"},
      {R"({"endpoint": "chat"})", 7, "an endpoint kind"},
      {R"({"model": "b/large"})", 1, "the model asked for"},
      {R"({"model_served": "a/swift-0101"})", 5, "the model that answered; failures name none"},
      {R"({"provider": "Bluefin"})", 4, "the provider"},
      {R"({"tier": "flex"})", 1, "the service tier"},
      {R"({"outcome": "rate_limited"})", 2, "how it ended"},
      {R"({"status": "4xx"})", 2, "a class of status"},
      {R"({"status": 429})", 2, "one status, as a number"},
      {R"({"connection": "reused"})", 1, "on an open connection"},
      {R"({"attempt": 2})", 1, "a later attempt"},
      {R"({"turn": 3})", 1, "a turn of a conversation"},
      {R"({"cached": true})", 1, "from the response cache"},
      {R"({"stream": true})", 6, "a cell label"},
      {R"({"only": ["Teal"]})", 1, "a label that is no string"},
      {R"({"workload": "chat", "provider": "Bluefin"})", 3, "tags narrow together"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(court.judge_one(with_where(row.where)).n, row.expected) << row.where << row.why;
  }
}

TEST(Where, SaysInTheRecordWhatItNarrowed) {
  Court court;
  court.add(court.ok(100));
  const auto record = court.judge_one(with_where(R"({"workload": "chat", "provider": "Bluefin"})"));
  EXPECT_EQ(record.where, "workload=chat, provider=Bluefin");
}

TEST(Where, ReportsMistakesWithTheNearestName) {
  struct Row {
    const char* where;
    const char* message;
  };
  const std::vector<Row> rows = {
      {R"({"worklaod": "chat"})", R"(no tag is called "worklaod" (did you mean "workload"?))"},
      {R"({"workload": "chta"})", R"(no cell has workload "chta" (did you mean "chat"?))"},
      {R"({"outcome": "ratelimited"})", R"((did you mean "rate_limited"?))"},
      {R"({"connection": "old"})", R"(no sample can have connection "old")"},
      {R"({"turn": "last"})", "expected a whole number"},
      {R"({"status": "42"})", "expected `429` or `4xx`"},
      {R"({"status": "9xx"})", "expected `429` or `4xx`"},
      {R"({"cached": 1})", R"(no sample can have cached "1")"},
      {R"({"workload": "plain", "stream": true})", "no cell has workload=plain, stream=true"},
      {R"("chat")", "object"},
  };
  for (const Row& row : rows) {
    Court court;
    EXPECT_THAT(court.mistakes("[" + with_where(row.where) + "]"), HasSubstr(row.message))
        << row.where;
  }
}

TEST(Where, NamesThePlaceOfAMistake) {
  Court court;
  EXPECT_THAT(court.mistakes("[" + with_where(R"({"worklaod": "chat"})") + "]"),
              HasSubstr("s.json:1:"));
  EXPECT_EQ(court.diagnostics.errors().size(), 1U) << "one mistake is told once";
}

TEST(Where, IgnoresSamplesOfCellsThatDoNotExist) {
  Court court;
  metrics::Sample stray = court.ok(100);
  stray.cell = 99;
  court.add(court.ok(100));
  court.add(stray);
  EXPECT_EQ(court.judge_one(with_where("{}")).n, 1);
}

}  // namespace
}  // namespace orbench::verify
