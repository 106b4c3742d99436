#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mock/metrics_text.h"
#include "tests/mock/admin_client.h"

namespace orbench::mock {
namespace {

using core::Json;
using support::RawResponse;
using ::testing::HasSubstr;
using ::testing::Not;

RawResponse tell(const Server& server, std::string_view path, std::string_view body) {
  return support::fetch(server.port(), support::http_request("POST", path, body));
}

std::string admin_config(std::string_view members = "") {
  std::string text = quick_config(kAdmin);
  return text.insert(1, std::string(members));
}

TEST(AdminClock, StepMovesEveryWindow) {
  const auto server = running_server(admin_config(
      R"("limits": [{"name": "daily", "window": {"amount": 2, "length_s": 86400}}], )"));
  for (const int status : {200, 200, 429}) EXPECT_EQ(chat(*server, kPlainBody).status, status);
  const auto before = ask_json(*server, "/admin/clock")["unix_ms"].get<std::int64_t>();
  EXPECT_EQ(tell(*server, "/admin/clock", R"({"step_s": 86400})").status, 200);
  const Json after = ask_json(*server, "/admin/clock");
  EXPECT_GE(after["unix_ms"].get<std::int64_t>() - before, 86'400'000);
  EXPECT_EQ(after["shown_unix"], 1700086400);
  const RawResponse answer = chat(*server, kPlainBody);
  EXPECT_EQ(answer.status, 200) << "a day's quota in a second";
  EXPECT_THAT(answer.body, HasSubstr("1700086400")) << "time fields follow";
  EXPECT_THAT(answer.head, HasSubstr("Date: Wed, 15 Nov 2023 ")) << "and so does the date";
}

TEST(AdminClock, RefusesWhatIsNoStep) {
  const auto server = running_server(admin_config());
  for (const char* body : {"", "{}", R"({"step_s": -1})", R"({"step_s": "1"})",
                           R"({"step_s": 1e9})", R"({"step_s": 1, "x": 1})"}) {
    EXPECT_EQ(tell(*server, "/admin/clock", body).status, 400) << body;
  }
}

TEST(AdminFaults, AreSwitchedWhileTheServerRuns) {
  const auto server = running_server(quick_config(kAdmin, R"("status_503")"));
  EXPECT_EQ(chat(*server, kPlainBody).status, 503);
  EXPECT_EQ(ask_json(*server, "/admin/faults")["faults"], Json({"status_503"}));
  const std::string rule = "status_529@endpoint=/chat/completions";
  EXPECT_EQ(tell(*server, "/admin/faults", R"({"faults": [")" + rule + R"("]})").status, 200);
  EXPECT_EQ(chat(*server, kPlainBody).status, 529);
  const RawResponse wrong = tell(*server, "/admin/faults", R"({"faults": ["status_666"]})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("status_666"));
  EXPECT_EQ(chat(*server, kPlainBody).status, 529) << "a mistake changes nothing";
  EXPECT_EQ(tell(*server, "/admin/faults", R"({"faults": []})").status, 200);
  EXPECT_EQ(chat(*server, kPlainBody).status, 200);
  tell(*server, "/admin/reset", "");
  EXPECT_EQ(chat(*server, kPlainBody).status, 503) << "those of the configuration";
}

TEST(AdminRouting, TellsWhoWasTriedAndWhoWasRemoved) {
  const auto server = running_server(quick_config(kAdmin, R"("status_502@provider=near")"));
  const RawResponse moved = chat(*server, R"({"model": "a/plain", "messages": [{"role": "user",
      "content": "Hi"}], "provider": {"order": ["near", "far"]}})");
  ASSERT_EQ(moved.status, 200);
  const Json first = ask_json(*server, "/admin/routing/" + id_of(moved));
  EXPECT_EQ(first["number"], 1);
  EXPECT_EQ(first["endpoint"], "/chat/completions");
  EXPECT_EQ(first["requested"], "a/plain");
  EXPECT_EQ(first["strategy"], "direct");
  ASSERT_EQ(first["attempts"].size(), 2U);
  EXPECT_EQ(first["attempts"][0]["tag"], "near");
  EXPECT_EQ(first["attempts"][0]["status"], 502);
  EXPECT_EQ(first["attempts"][0]["reason"], "order");
  EXPECT_EQ(first["attempts"][1]["status"], 200);
  EXPECT_EQ(first["faults"], Json({"status_502"}));

  chat(*server, kPlainBody);  // only near, which fails
  chat(*server, R"({"model": "a/plain", "messages": [{"role": "user", "content": "Hi"}],
      "provider": {"only": ["nobody"]}})");
  const Json list = ask_json(*server, "/admin/routing?since=1");
  ASSERT_EQ(list["requests"].size(), 2U);
  EXPECT_EQ(list["next_since"], 3);
  EXPECT_EQ(list["requests"][0]["removed"][0]["tag"], "far/eu");
  EXPECT_EQ(list["requests"][0]["status"], 502);
  EXPECT_EQ(list["requests"][1]["failed_step"], "Filter by Allowed Providers");
  EXPECT_TRUE(list["requests"][1]["attempts"].empty());
  EXPECT_EQ(ask(*server, "/admin/routing/gen-0-x").status, 404);
  EXPECT_EQ(ask(*server, "/admin/routing?since=x").status, 400);
}

TEST(AdminMetrics, CountByEndpointStatusAndProvider) {
  const auto server = running_server(admin_config(
      R"("limits": [{"name": "say \"two\"", "window": {"amount": 2, "length_s": 86400}}], )"));
  for (int i = 0; i < 3; ++i) chat(*server, kPlainBody);
  ask(*server, "/api/v1/models/a/plain/endpoints");
  ask(*server, "/nowhere");
  const RawResponse page = ask(*server, "/admin/metrics");
  EXPECT_THAT(page.head, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  for (
      const char* line :
      {"# TYPE orbench_mock_requests_total counter\n",
       R"(orbench_mock_requests_total{endpoint="/chat/completions",status="200",provider="Near"} 2)",
       R"(orbench_mock_requests_total{endpoint="/chat/completions",status="429",provider=""} 1)",
       R"(endpoint="/models/{author}/{slug}/endpoints",status="200",provider=""} 1)",
       R"(orbench_mock_requests_total{endpoint="",status="404",provider=""} 1)",
       R"(orbench_mock_limit_refusals_total{limit="say \"two\"",owner="platform"} 1)",
       "orbench_mock_tokens_total{provider=\"Near\",kind=\"prompt\"} 10\n",
       "\norbench_mock_open_streams 0\n"}) {
    EXPECT_THAT(page.body, HasSubstr(line));
  }
  tell(*server, "/admin/reset", "");
  EXPECT_THAT(ask(*server, "/admin/metrics").body, Not(HasSubstr("status=\"200\"")));
}

TEST(AdminMetrics, LabelsAreEscaped) {
  EXPECT_EQ(escaped_label("a\\b\"c\nd"), "a\\\\b\\\"c\\nd");
  EXPECT_EQ(escaped_label("Far Cloud"), "Far Cloud");
}

}  // namespace
}  // namespace orbench::mock
