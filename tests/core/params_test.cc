#include "harness/core/params.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orbench::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class ParamsTest : public testing::Test {
 protected:
  /// A reader of `text`, which must be JSON; the reader's errors land in errors().
  Params& read(std::string_view text) {
    json_ = parse_json_document(text, "f.json", source_, diagnostics_);
    params_.emplace(*json_, "", source_, diagnostics_);
    return *params_;
  }
  [[nodiscard]] std::vector<std::string> errors() const {
    std::vector<std::string> lines;
    for (const Error& error : diagnostics_.errors()) {
      lines.push_back(error.where + ": " + error.message);
    }
    return lines;
  }

 private:
  SourceMap source_;
  Diagnostics diagnostics_;
  std::unique_ptr<Json> json_;
  std::optional<Params> params_;
};

TEST_F(ParamsTest, ReadsEachKindOfValue) {
  Params& params = read(
      R"({"s": "x", "c": "drop", "b": true, "d": 1.5, "i": 7, "e": 1e3, "t_ms": 250, "t_s": 1.5,
          "t_us": 40})");
  EXPECT_EQ(params.text("s", "y"), "x");
  EXPECT_EQ(params.choice("c", "queue", {"queue", "drop"}), "drop");
  EXPECT_TRUE(params.flag("b", false));
  EXPECT_EQ(params.number("d", 0), 1.5);
  EXPECT_EQ(params.integer("i", 0), 7);
  EXPECT_EQ(params.integer("e", 0), 1000) << "a whole number may be written with an exponent";
  EXPECT_EQ(params.duration("t_ms", Duration{0}), std::chrono::milliseconds{250});
  EXPECT_EQ(params.duration("t_s", Duration{0}), std::chrono::milliseconds{1500});
  EXPECT_EQ(params.duration("t_us", Duration{0}), std::chrono::microseconds{40});
  params.finish();
  EXPECT_THAT(errors(), ElementsAre());
}

TEST_F(ParamsTest, AbsentKeysGiveTheDefault) {
  Params& params = read("{}");
  EXPECT_EQ(params.text("s", "y"), "y");
  EXPECT_EQ(params.optional_text("s"), std::nullopt);
  EXPECT_EQ(params.choice("c", "queue", {"queue", "drop"}), "queue");
  EXPECT_TRUE(params.flag("b", true));
  EXPECT_EQ(params.number("d", 2.5), 2.5);
  EXPECT_EQ(params.optional_number("d"), std::nullopt);
  EXPECT_EQ(params.integer("i", 3), 3);
  EXPECT_EQ(params.optional_duration("t_s"), std::nullopt);
  EXPECT_EQ(params.raw("r"), nullptr);
  EXPECT_FALSE(params.has("r"));
  EXPECT_FALSE(params.object("o", [](Params&) { ADD_FAILURE(); }));
  EXPECT_FALSE(params.array("a", [](const Json&, const std::string&) { ADD_FAILURE(); }));
  EXPECT_THAT(params.text_map("m"), ElementsAre());
  EXPECT_THAT(errors(), ElementsAre());
}

TEST_F(ParamsTest, WrongTypesAreAllReportedWithPlaceAndFinding) {
  Params& params = read(
      R"({"s": 1, "b": "true", "d": "20", "i": 1.5, "o": [], "a": {}, "m": {"k": null}, "t_s": null})");
  EXPECT_EQ(params.text("s", "y"), "y");
  EXPECT_FALSE(params.flag("b", false));
  EXPECT_EQ(params.number("d", 4), 4);
  EXPECT_EQ(params.integer("i", 5), 5);
  EXPECT_TRUE(params.object("o", [](Params&) { ADD_FAILURE(); }));
  EXPECT_TRUE(params.array("a", [](const Json&, const std::string&) { ADD_FAILURE(); }));
  EXPECT_THAT(params.text_map("m"), ElementsAre());
  EXPECT_EQ(params.duration("t_s", Duration{9}), Duration{9});
  EXPECT_THAT(errors(),
              ElementsAre("f.json:1:7 #/s: \"s\" must be a string, found 1",
                          "f.json:1:15 #/b: \"b\" must be true or false, found the string \"true\"",
                          "f.json:1:28 #/d: \"d\" must be a number, found the string \"20\"",
                          "f.json:1:39 #/i: \"i\" must be a whole number, found 1.5",
                          "f.json:1:49 #/o: \"o\" must be an object, found an array",
                          "f.json:1:58 #/a: \"a\" must be an array, found an object",
                          "f.json:1:73 #/m/k: \"k\" must be a string, found null",
                          "f.json:1:87 #/t_s: \"t_s\" must be a number of at least 0, found null"));
}

TEST_F(ParamsTest, BoundsAreHeldAndSaid) {
  struct Row {
    Bounds bounds;
    double found;
    bool allowed;
    const char* said;
  };
  const Row rows[] = {
      {Bounds::positive(), 0.0, false, "a number over 0, found 0"},
      {Bounds::positive(), 0.001, true, ""},
      {Bounds::non_negative(), 0.0, true, ""},
      {Bounds::non_negative(), -1.5, false, "a number of at least 0, found -1.5"},
      {{1, 64, false}, 65.5, false, "a number from 1 to 64, found 65.5"},
      {{1, 64, false}, 64.0, true, ""},
      {{0, 100, true}, 0.0, false, "a number over 0 and at most 100, found 0"},
      {Bounds::positive(), 1e300, false, "a number over 0, found 1e+300"},
  };
  for (const Row& row : rows) {
    SourceMap source;
    Diagnostics diagnostics;
    const Json object = {{"n", row.found}};
    Params params(object, "", source, diagnostics);
    EXPECT_EQ(params.optional_number("n", row.bounds).has_value(), row.allowed) << row.said;
    if (row.allowed) continue;
    ASSERT_EQ(diagnostics.errors().size(), 1U);
    EXPECT_THAT(diagnostics.errors()[0].message, HasSubstr(row.said));
  }
}

TEST_F(ParamsTest, IntegersOutOfRangeAreReportedNotWrapped) {
  Params& params = read(R"({"u": 18446744073709551615, "f": 1e17, "n": -3})");
  EXPECT_EQ(params.optional_integer("u"), std::nullopt);
  EXPECT_EQ(params.optional_integer("f"), std::nullopt) << "beyond 2^53 a double has no last digit";
  EXPECT_EQ(params.optional_integer("n", Bounds::positive()), std::nullopt);
  EXPECT_EQ(errors().size(), 3U);
}

TEST_F(ParamsTest, RequiredKeysThatAreMissingAreReportedAtTheirObject) {
  Params& params = read("\n  {}");
  EXPECT_EQ(params.required_text("name"), "");
  EXPECT_EQ(params.required_number("rate_rps", Bounds::positive()), 0.0);
  EXPECT_THAT(
      errors(),
      ElementsAre("f.json:2:3 #/name: \"name\" is missing: add it, a string",
                  "f.json:2:3 #/rate_rps: \"rate_rps\" is missing: add it, a number over 0"));
}

TEST_F(ParamsTest, ARequiredKeyOfTheWrongTypeIsReportedOnce) {
  Params& params = read(R"({"name": 1})");
  EXPECT_EQ(params.required_text("name"), "");
  EXPECT_EQ(errors().size(), 1U);
}

TEST_F(ParamsTest, ChoicesSuggestTheNearest) {
  Params& params = read(R"({"overload": "dorp"})");
  EXPECT_EQ(params.choice("overload", "queue", {"queue", "drop"}), "queue");
  EXPECT_THAT(errors(), ElementsAre("f.json:1:14 #/overload: \"overload\" cannot be \"dorp\" (did "
                                    "you mean \"drop\"?)"));
}

TEST_F(ParamsTest, FinishReportsTheKeysNobodyAskedFor) {
  Params& params = read(R"({"name": "a", "durations": 3, "x/y": 1})");
  params.text("name", "");
  params.allow("duration_s");
  params.finish();
  EXPECT_THAT(errors(), ElementsAre("f.json:1:28 #/durations: unknown key \"durations\" (did you "
                                    "mean \"duration_s\"?)",
                                    "f.json:1:38 #/x~1y: unknown key \"x/y\" (known: name, "
                                    "duration_s)"));
}

TEST_F(ParamsTest, ManyUnknownKeysAreCountedNotListed) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  Params& params = read(text + "\"last\":0}");
  params.finish();
  ASSERT_LT(errors().size(), 50U);
  EXPECT_THAT(errors().back(), HasSubstr("more unknown keys"));
}

TEST_F(ParamsTest, AValueThatIsNoObjectIsReportedOnceAndReadsAsEmpty) {
  Params& params = read("[1]");
  EXPECT_EQ(params.text("name", "fallback"), "fallback");
  params.finish();
  EXPECT_THAT(errors(), ElementsAre("f.json:1:1 #: must be an object, found an array"));
}

TEST_F(ParamsTest, NestedObjectsAreFinishedForTheirReader) {
  Params& params = read(R"({"o": {"a": 1, "b": 2}})");
  EXPECT_TRUE(params.object("o", [](Params& inner) {
    EXPECT_EQ(inner.pointer(), "/o");
    EXPECT_EQ(inner.integer("a", 0), 1);
  }));
  EXPECT_THAT(errors(), ElementsAre(HasSubstr("f.json:1:21 #/o/b: unknown key \"b\"")));
}

TEST_F(ParamsTest, ArraysHandOverEachElementWithItsPointer) {
  Params& params = read(R"({"a": [10, "x"]})");
  std::vector<std::pair<std::string, std::string>> seen;
  EXPECT_TRUE(params.array("a", [&seen](const Json& element, const std::string& pointer) {
    seen.emplace_back(pointer, element.dump());
  }));
  EXPECT_THAT(seen, ElementsAre(Pair("/a/0", "10"), Pair("/a/1", "\"x\"")));
}

TEST_F(ParamsTest, TextMapsKeepTheOrderOfTheFile) {
  Params& params = read(R"({"headers": {"Z": "1", "A": "2"}})");
  EXPECT_THAT(params.text_map("headers"), ElementsAre(Pair("Z", "1"), Pair("A", "2")));
}

TEST_F(ParamsTest, LongTextIsClippedInMessages) {
  Params& params = read("{\"n\": \"" + std::string(100'000, 'x') + "é\"}");
  EXPECT_EQ(params.number("n", 1), 1);
  ASSERT_EQ(errors().size(), 1U);
  EXPECT_LT(errors()[0].size(), 200U);
}

}  // namespace
}  // namespace orbench::core
