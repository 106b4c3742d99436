#include "harness/core/json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::core {
namespace {

TEST(JsonValue, KeepsKeysInTheOrderOfTheText) {
  const JsonValue value(Json::parse(R"({"z":1,"a":2})"));
  EXPECT_EQ(value.get().dump(), R"({"z":1,"a":2})");
}

TEST(JsonValue, CopiesDeeply) {
  const JsonValue original(Json{{"a", 1}});
  JsonValue copy = original;
  copy.get()["a"] = 2;
  EXPECT_EQ(original.get()["a"], 1);
  EXPECT_FALSE(copy == original);
  copy = original;
  EXPECT_TRUE(copy == original);
}

TEST(JsonValue, StaysUsableAfterItWasMovedFrom) {
  JsonValue source(Json("text"));
  JsonValue target = std::move(source);
  EXPECT_EQ(target.get(), "text");
  source = JsonValue(Json(3));
  EXPECT_EQ(source.get(), 3);
}

TEST(JsonValue, BeginsAsNull) { EXPECT_TRUE(JsonValue().get().is_null()); }

}  // namespace
}  // namespace orbench::core
