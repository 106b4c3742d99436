#include "mock/server/own_answer.h"

#include <string>

#include <gtest/gtest.h>

namespace orbench::mock {
namespace {

constexpr std::string_view kPage =
    "HTTP/1.0 413 Too Large\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<HTML>";
constexpr std::string_view kWorded =
    "HTTP/1.0 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 79\r\n"
    "Connection: close\r\n\r\n"
    R"({"error":{"code":413,"message":"The request is larger than this server takes"}})";

TEST(OwnAnswer, PutsAPageOfHtmlIntoTheErrorEnvelope) { EXPECT_EQ(reworded(kPage), kWorded); }

TEST(OwnAnswer, LeavesInterimAnswersBeforeItAsTheyAre) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(reworded(interim + std::string(kPage)), interim + std::string(kWorded));
}

TEST(OwnAnswer, HasNoBodyWhereThePageHasNone) {
  const auto answer = reworded(kPage.substr(0, kPage.size() - 6));
  EXPECT_EQ(answer, kWorded.substr(0, kWorded.find('{')));
}

TEST(OwnAnswer, LeavesEverythingElseAlone) {
  for (const std::string_view queued :
       {"", "0\r\n\r\n", "HTTP/1.1 ", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 100 Continue", "HTTP/1.1 200 OK\r\n\r\n{}", "HTTP/1.1 400 Bad",
        "data: HTTP/1.1 400 Bad Request\r\n\r\n"}) {
    EXPECT_FALSE(reworded(queued)) << queued;
  }
}

TEST(OwnAnswer, NamesAnyStatus) {
  const auto answer = reworded("HTTP/1.1 599 Odd\r\n\r\n<HTML>");
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->find(R"({"error":{"code":599,"message":"The request was refused"}})"),
            std::string::npos);
}

}  // namespace
}  // namespace orbench::mock
