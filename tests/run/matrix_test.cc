#include "harness/run/matrix.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::run {
namespace {

scenario::Workload workload_with(std::vector<scenario::MatrixAxis> axes) {
  scenario::Workload workload;
  workload.pointer = "/workloads/0";
  workload.request = core::JsonValue(core::Json::parse(R"({"model":"a","n":1})"));
  workload.matrix = std::move(axes);
  return workload;
}

scenario::MatrixAxis axis(const std::string& path, const core::Json& values) {
  scenario::MatrixAxis made{path, {}};
  for (const core::Json& value : values) made.values.emplace_back(value);
  return made;
}

TEST(Matrix, IsOneCombinationWithoutAxes) {
  core::Diagnostics diagnostics;
  const auto all = expand_matrix(workload_with({}), {}, diagnostics);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].labels.empty());
}

TEST(Matrix, MakesObjectsOnTheWayToADeepPath) {
  core::Diagnostics diagnostics;
  const auto all = expand_matrix(
      workload_with({axis("request.provider.sort", core::Json::parse(R"(["price"])"))}), {},
      diagnostics);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].request.get()["provider"]["sort"], "price");
  EXPECT_EQ(all[0].request.get()["model"], "a") << "the rest stays";
}

TEST(Matrix, RefusesMoreCellsThanAnyoneCanRead) {
  core::Diagnostics diagnostics;
  core::Json many = core::Json::array();
  for (int i = 0; i < 40; ++i) many.push_back(i);
  const auto all = expand_matrix(
      workload_with({axis("request.n", many), axis("request.seed", many)}), {}, diagnostics);
  EXPECT_TRUE(all.empty());
  EXPECT_FALSE(diagnostics.ok());
}

TEST(Matrix, ZipsTheValuesOfPathsThatShareAKey) {
  core::Diagnostics diagnostics;
  const auto all = expand_matrix(
      workload_with({axis("request.n", core::Json::parse("[1, 2]")),
                     axis("request.model, request.provider.only",
                          core::Json::parse(R"([["b", ["groq"]], ["c", ["together"]]])"))}),
      {}, diagnostics);
  ASSERT_TRUE(diagnostics.ok());
  ASSERT_EQ(all.size(), 4U) << "two by two, not two by two by two";
  EXPECT_EQ(all[1].request.get().dump(), R"({"model":"c","n":1,"provider":{"only":["together"]}})");
  const results::Labels labels = {{"n", "1"}, {"model", "c"}, {"provider.only", "together"}};
  EXPECT_EQ(all[1].labels, labels);
}

TEST(Matrix, RefusesZippedValuesOfAnotherLength) {
  for (const char* const values : {R"([["b"]])", R"(["b"])", R"([["b", "c", "d"]])"}) {
    core::Diagnostics diagnostics;
    const auto all =
        expand_matrix(workload_with({axis("request.model,request.n", core::Json::parse(values))}),
                      {}, diagnostics);
    EXPECT_TRUE(all.empty()) << values;
    ASSERT_FALSE(diagnostics.ok()) << values;
    EXPECT_NE(diagnostics.errors()[0].message.find("a list of 2"), std::string::npos) << values;
  }
}

}  // namespace
}  // namespace orbench::run
