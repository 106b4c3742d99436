#include "harness/core/tolerant_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TolerantJson, GivesWhatIsThereInItsType) {
  const Json value = {{"name", "a"}, {"list", {"x", 7, "y"}}, {"zero", 0}};
  EXPECT_EQ(text_at(value, "name"), "a");
  EXPECT_THAT(texts_at(value, "list"), ElementsAre("x", "y"));
  ASSERT_NE(find(value, "zero"), nullptr);
  EXPECT_EQ(*find(value, "zero"), 0);
  EXPECT_EQ(&member(value, "zero"), find(value, "zero"));
}

TEST(TolerantJson, TakesAbsentNullAndOtherTypesForNothing) {
  for (const Json& value : {Json(), Json(7), Json("name"), Json::array({"name"}), Json::object(),
                            Json{{"name", nullptr}}, Json{{"name", Json::object()}}}) {
    EXPECT_EQ(text_at(value, "name"), "") << value;
    EXPECT_THAT(texts_at(value, "name"), IsEmpty()) << value;
    EXPECT_FALSE(number_in(member(value, "name"))) << value;
  }
  EXPECT_EQ(find(Json{{"name", nullptr}}, "name"), nullptr);
  EXPECT_TRUE(member(Json{{"name", nullptr}}, "name").is_null());
}

TEST(TolerantJson, ReadsNumbersHoweverTheyAreWritten) {
  EXPECT_EQ(number_in(0.25), 0.25);
  EXPECT_EQ(number_in(3), 3);
  EXPECT_EQ(number_in("0.0000025"), 0.0000025);
  EXPECT_EQ(number_in("-1"), -1);
  for (const Json& value :
       {Json(""), Json("1 $"), Json("inf"), Json("nan"), Json("1e999"), Json(true), Json()}) {
    EXPECT_FALSE(number_in(value)) << value;
  }
}

}  // namespace
}  // namespace orbench::core
