#include "harness/api/endpoints.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::api {
namespace {

TEST(ApiEndpoints, ListsAll87OnceEach) {
  std::set<std::string> seen;
  for (const Endpoint& endpoint : endpoints()) {
    seen.insert(std::string(endpoint.method) + " " + std::string(endpoint.path));
  }
  EXPECT_EQ(endpoints().size(), 87U);
  EXPECT_EQ(seen.size(), 87U);
}

TEST(ApiEndpoints, AreReadWhole) {
  const std::set<std::string_view> bytes = {"/audio/speech", "/files/{file_id}/content",
                                            "/videos/{jobId}/content", "/credits/coinbase"};
  for (const Endpoint& endpoint : endpoints()) {
    EXPECT_FALSE(endpoint.group.empty()) << endpoint.path;
    EXPECT_EQ(endpoint.path.front(), '/') << endpoint.path;
    EXPECT_EQ(endpoint.parameters.kind, Shape::Kind::kObject) << endpoint.path;
    EXPECT_EQ(endpoint.success.empty(), bytes.count(endpoint.path) == 1) << endpoint.path;
    EXPECT_TRUE(endpoint.status == 200 || endpoint.status == 201 || endpoint.status == 202 ||
                endpoint.status == 410)
        << endpoint.path;
    for (const int error : endpoint.errors) EXPECT_TRUE(error >= 400 && error < 600) << error;
  }
}

TEST(ApiEndpoints, KnowWhatTheyNeed) {
  const auto keys = find_endpoint("POST", "/keys");
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->endpoint->status, 201);
  EXPECT_TRUE(keys->endpoint->needs_key());
  ASSERT_FALSE(keys->endpoint->parameters.members.empty());
  EXPECT_EQ(keys->endpoint->parameters.members.front().name, "name");
  EXPECT_TRUE(keys->endpoint->parameters.members.front().required);
  EXPECT_EQ(keys->endpoint->errors, (std::vector<int>{400, 401, 403, 429, 500}));
  EXPECT_FALSE(find_endpoint("GET", "/models")->endpoint->needs_key());
}

TEST(ApiEndpoints, AreFoundByPath) {
  struct Row {
    const char* sentence;
    std::string method;
    std::string path;
    std::string pattern;  // empty: not found
    std::vector<std::string_view> arguments;
  };
  const std::vector<Row> rows = {
      {"a plain path", "GET", "/models", "/models", {}},
      {"a path with blanks",
       "GET",
       "/models/a/b/endpoints",
       "/models/{author}/{slug}/endpoints",
       {"a", "b"}},
      {"a word is preferred to a blank", "GET", "/videos/models", "/videos/models", {}},
      {"a blank takes any other word", "GET", "/videos/7", "/videos/{jobId}", {"7"}},
      {"a blank is not empty", "GET", "/videos/", "", {}},
      {"a segment too many", "GET", "/models/", "", {}},
      {"a segment too few", "GET", "/models/a/b", "", {}},
      {"another method", "PUT", "/models", "", {}},
      {"no path", "GET", "", "", {}}};
  for (const Row& row : rows) {
    const auto match = find_endpoint(row.method, row.path);
    EXPECT_EQ(match ? match->endpoint->path : "", row.pattern) << row.sentence;
    if (match) {
      EXPECT_EQ(match->arguments, row.arguments) << row.sentence;
    }
  }
}

}  // namespace
}  // namespace orbench::api
