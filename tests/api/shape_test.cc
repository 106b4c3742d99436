#include "harness/api/shape.h"

#include <gtest/gtest.h>

namespace orbench::api {
namespace {

using Kind = Shape::Kind;

TEST(ApiShape, ReadsNestedObjectsAndLists) {
  const Shape shape = parse_shape("{data: [map{id: str(uuid), cost: num(double)?}], total: int}");
  ASSERT_EQ(shape.kind, Kind::kObject);
  ASSERT_EQ(shape.members.size(), 2U);
  const Shape& data = shape.members[0].shape;
  ASSERT_EQ(data.kind, Kind::kArray);
  const Shape& row = data.items.at(0);
  ASSERT_EQ(row.members.size(), 2U);
  EXPECT_EQ(row.members[0].shape.format, "uuid");
  EXPECT_FALSE(row.members[0].shape.nullable);
  EXPECT_EQ(row.members[1].shape.kind, Kind::kNumber);
  EXPECT_TRUE(row.members[1].shape.nullable);
  EXPECT_EQ(shape.members[1].name, "total");
}

TEST(ApiShape, ReadsChoicesAndRequiredMembers) {
  const Shape shape = parse_shape("{sort!: str(newest|top-weekly|marketing/seo), q: str}");
  ASSERT_EQ(shape.members.size(), 2U);
  EXPECT_TRUE(shape.members[0].required);
  ASSERT_EQ(shape.members[0].shape.choices.size(), 3U);
  EXPECT_EQ(shape.members[0].shape.choices[2], "marketing/seo");
  EXPECT_FALSE(shape.members[1].required);
}

TEST(ApiShape, ReadsNullableObjectsBothWays) {
  EXPECT_TRUE(parse_shape("map?{a: int}").nullable);
  EXPECT_EQ(parse_shape("map?{a: int}").members.size(), 1U);
  EXPECT_TRUE(parse_shape("[str]?").nullable);
}

TEST(ApiShape, KnowsWhichMembersOfAnAnswerMayBeAbsent) {
  const Shape shape = parse_shape("{always: int, at_times?: [str], null_at_times: num?}");
  ASSERT_EQ(shape.members.size(), 3U);
  EXPECT_FALSE(shape.members[0].may_lack);
  EXPECT_TRUE(shape.members[1].may_lack);
  EXPECT_FALSE(shape.members[1].shape.nullable);
  EXPECT_TRUE(shape.members[2].may_lack);
}

TEST(ApiShape, TakesWhatItCannotReadForAnything) {
  EXPECT_EQ(parse_shape("").kind, Kind::kAny);
  EXPECT_EQ(parse_shape("any").kind, Kind::kAny);
  EXPECT_EQ(parse_shape("wonder").kind, Kind::kAny);
  EXPECT_EQ(parse_shape("{a b").kind, Kind::kObject) << "and ends";
  EXPECT_EQ(parse_shape("[").kind, Kind::kArray);
}

}  // namespace
}  // namespace orbench::api
