#include "mock/service.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/mock_fixture.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

Script get(std::string_view path, bool with_key = true) {
  Request request{"GET", std::string(path), "", {}, ""};
  if (with_key) request.headers.push_back({"authorization", "bearer k"});
  return quick_service().answer(request);
}

json body_of(const Script& script) { return json::parse(rendered_body(script), nullptr, false); }

TEST(Service, ListsModelsInCatalogOrderWithoutAKey) {
  const Script script = get("/api/v1/models", false);
  EXPECT_EQ(script.status, 200);
  const json data = body_of(script)["data"];
  ASSERT_EQ(data.size(), 2U);
  EXPECT_EQ(data[0]["id"], "a/plain");
  EXPECT_EQ(data[0]["pricing"]["prompt"], "0.0000005") << "of the cheapest endpoint";
  EXPECT_FALSE(data[0].contains("reasoning"));
  EXPECT_TRUE(data[1].contains("reasoning"));
}

TEST(Service, ListsTheEndpointsOfAModel) {
  const json data = body_of(get("/api/v1/models/a/plain/endpoints"))["data"];
  EXPECT_EQ(data["id"], "a/plain");
  ASSERT_EQ(data["endpoints"].size(), 2U);
  const json& far = data["endpoints"][1];
  EXPECT_EQ(far["provider_name"], "Far Cloud");
  EXPECT_EQ(far["tag"], "far/eu");
  EXPECT_EQ(far["latency_last_30m"]["p99"], 1.0) << "milliseconds; a fixed delay has no tail";
}

TEST(Service, PublishesDescendingThroughput) {
  const Script script =
      Service(config_from(quick_config("", "", R"({"median_ms": 20, "sigma": 0.5})")))
          .answer(
              {"GET", "/api/v1/models/a/plain/endpoints", "", {{"Authorization", "Bearer k"}}, ""});
  const json stats = body_of(script)["data"]["endpoints"][0]["throughput_last_30m"];
  EXPECT_DOUBLE_EQ(stats["p50"].get<double>(), 50.0);
  EXPECT_LT(stats["p99"].get<double>(), stats["p90"].get<double>());
}

TEST(Service, DescribesTheKey) {
  EXPECT_TRUE(body_of(get("/api/v1/key"))["data"]["limit"].is_null());
}

TEST(Service, AnswersOtherRequestsInTheCommonEnvelope) {
  struct Row {
    const char* sentence;
    Request request;
    int status;
  };
  const std::vector<Row> rows = {
      {"an unknown model has no endpoints",
       {"GET", "/api/v1/models/a/none/endpoints", "", {}, ""},
       404},
      {"an unknown path", {"GET", "/api/v1/nothing", "", {}, ""}, 404},
      {"a path outside the mount", {"GET", "/models", "", {}, ""}, 404},
      {"a path that only begins like a known one", {"GET", "/api/v1/modelsx", "", {}, ""}, 404},
      {"a path with a segment too many", {"GET", "/api/v1/models/", "", {}, ""}, 404},
      {"an empty segment", {"GET", "/api/v1/models//s/endpoints", "", {}, ""}, 404},
      {"the wrong method", {"DELETE", "/api/v1/models", "", {}, ""}, 405},
      {"no key", {"POST", std::string(kChatPath), "", {}, kPlainBody}, 401},
      {"another scheme than bearer",
       {"POST", std::string(kChatPath), "", {{"Authorization", "Basic k"}}, kPlainBody},
       401},
      {"an empty key",
       {"POST", std::string(kChatPath), "", {{"Authorization", "Bearer "}}, kPlainBody},
       401}};
  for (const Row& row : rows) {
    Service service = quick_service();
    const Script script = service.answer(row.request);
    EXPECT_EQ(script.status, row.status) << row.sentence;
    EXPECT_EQ(body_of(script)["error"]["code"], row.status) << row.sentence;
  }
}

TEST(Service, NamesTheAllowedMethodIn405) {
  const Script script = get(kChatPath);
  EXPECT_EQ(script.status, 405);
  bool named = false;
  for (const core::Header& header : script.headers) {
    named = named || (header.name == "Allow" && header.value == "POST");
  }
  EXPECT_TRUE(named);
}

TEST(Service, NeverSendsRateLimitHeadersOnSuccess) {
  Service service = quick_service();
  for (const core::Header& header : service.answer(chat_request(kPlainBody)).headers) {
    EXPECT_EQ(header.name.find("RateLimit"), std::string::npos);
  }
}

}  // namespace
}  // namespace orbench::mock
