#include "harness/protocol/shape_check.h"

#include <string>

#include <gtest/gtest.h>

namespace orbench::protocol {
namespace {

/// What is wrong with a JSON object; "broken" when it is none.
std::string defect_of(std::string_view shape_text, const std::string& json) {
  const api::Shape shape = api::parse_shape(shape_text);
  const simdjson::padded_string padded(json);
  ondemand::parser parser;
  ondemand::document document;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return "broken";
  ShapeCheck check;
  const auto failure = each_field(document, [&](std::string_view key, ondemand::value& value) {
    return check.check_member(key, value, shape);
  });
  if (failure != simdjson::SUCCESS) return "broken";
  check.check_missing(shape);
  return check.defect();
}

constexpr std::string_view kList =
    "{data: [map{id: str(uuid), price: num(double)?, count: int, tags: [str], on: bool, "
    "more: map{deep: map{x: int}}}], total?: int}";
constexpr const char* kSound =
    R"({"data":[{"id":"a","price":1.5,"count":3,"tags":["x"],"on":true,"more":{"deep":{"x":1}}}]})";

TEST(ShapeCheck, TakesWhatIsDocumentedAndWhatIsNew) {
  EXPECT_EQ(defect_of(kList, kSound), "");
  EXPECT_EQ(defect_of(kList, R"({"data":[],"total":0,"news":{"a":[1]}})"), "");
  EXPECT_EQ(defect_of("{a: any, b: map, c: str(x|y), n: int}",
                      R"({"a":null,"b":{"z":1},"c":"another","n":4.0})"),
            "")
      << "anything is any, an open object is open, choices may grow, 4.0 is whole";
}

TEST(ShapeCheck, SaysWhereAndWhatIsWrong) {
  struct Row {
    const char* json;
    const char* defect;
  };
  for (const Row& row : {
           Row{R"({})", "the reply lacks `data`"},
           Row{R"({"data":null})", "/data may not be null"},
           Row{R"({"data":{}})", "/data must be an array"},
           Row{R"({"data":[1]})", "/data/0 must be an object"},
           Row{R"({"data":[],"total":"3"})", "/total must be an integer"},
           Row{R"({"data":[],"total":3.5})", "/total must be an integer"},
           Row{R"({"data":[{"id":"a"}]})", "/data/0 lacks `count`"},
           Row{R"({"data":[{"id":7,"count":1,"tags":[],"on":true,"more":{"deep":{"x":1}}}]})",
               "/data/0/id must be a string"},
           Row{R"({"data":[{"id":"","count":1,"tags":["a",2],"on":1,"more":{"deep":{"x":1}}}]})",
               "/data/0/tags/1 must be a string"},
           Row{R"({"data":[{"id":"","count":1,"tags":[],"on":true,"more":{"deep":{"x":null}}}]})",
               "/data/0/more/deep/x may not be null"},
           Row{R"({"data":[{"id":"","count":1e999,"tags":[],"on":true,"more":{"deep":{"x":1}}}]})",
               "/data/0/count must be an integer"},
       }) {
    EXPECT_EQ(defect_of(kList, row.json), row.defect) << row.json;
  }
}

TEST(ShapeCheck, LeavesBrokenJsonToItsReader) {
  EXPECT_EQ(defect_of(kList, R"({"data":[{"id":"a",]})"), "broken");
  EXPECT_EQ(defect_of(kList, R"({"data":[)"), "broken");
}

TEST(ShapeCheck, StepsOverDepthThatNobodyDocumented) {
  const std::string deep(900, '[');
  EXPECT_EQ(defect_of("{a: int}", R"({"b":)" + deep + std::string(900, ']') + R"(,"a":1})"), "");
}

TEST(ShapeCheck, ForgetsTheObjectBefore) {
  ShapeCheck check;
  check.check_missing(api::parse_shape("{a: int}"));
  EXPECT_EQ(check.defect(), "the reply lacks `a`");
  check.reset();
  check.check_missing(api::parse_shape("{a?: int}"));
  EXPECT_EQ(check.defect(), "");
}

}  // namespace
}  // namespace orbench::protocol
