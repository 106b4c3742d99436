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

}  // namespace
}  // namespace orbench::run
