#include "harness/scenario/layering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/origin_of.h"

namespace orbench::scenario {
namespace {

using support::origin_of;
using testing::HasSubstr;

SourcedDocument document(const std::string& text, const std::string& origin) {
  SourcedDocument result;
  core::Diagnostics diagnostics;
  const auto parsed = core::parse_json_document(text, origin, result.source, diagnostics);
  EXPECT_TRUE(parsed) << text;
  if (parsed) result.document = core::JsonValue(*parsed);
  return result;
}

/// The document after `path=value`, which must go through.
std::string after(const std::string& text, const std::string& path, const std::string& value) {
  SourcedDocument target = document(text, "f.json");
  core::Diagnostics diagnostics;
  apply_override(target, {path, value, "--set"}, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << path;
  return target.document.get().dump();
}

TEST(Overlay, MergesObjectsAndReplacesTheRest) {
  SourcedDocument base =
      document(R"({"a": {"x": 1, "y": 2}, "b": [1, 2, 3], "c": {"z": 1}, "d": 4})", "base");
  overlay(base, document(R"({"a": {"y": 20, "w": 30}, "b": [9], "c": 5, "e": {"n": 6}})", "top"));
  EXPECT_EQ(base.document.get().dump(),
            R"({"a":{"x":1,"y":20,"w":30},"b":[9],"c":5,"d":4,"e":{"n":6}})");
}

TEST(Overlay, PlacesGoWithTheirValues) {
  SourcedDocument base = document(R"({"a": {"x": 1, "y": 2}, "b": [1, 2]})", "base");
  overlay(base, document("{\n\"a\": {\"y\": 20}, \"b\": [9]}", "top"));
  EXPECT_EQ(base.source.locate("/a/x"), "base:1:13 #/a/x");
  EXPECT_EQ(base.source.locate("/a/y"), "top:2:12 #/a/y");
  EXPECT_EQ(base.source.locate("/a"), "top:2:6 #/a") << "missing keys are asked of the upper file";
  EXPECT_EQ(base.source.locate("/b/0"), "top:2:23 #/b/0");
  EXPECT_EQ(origin_of(base.source, "/b/1"), "default") << "the lower array is gone";
}

TEST(ApplyOverride, ReachesEveryKindOfPlace) {
  struct Row {
    std::string text;
    std::string path;
    std::string value;
    std::string result;
    const char* why;
  };
  const Row rows[] = {
      {R"({"a":1})", "a", "2", R"({"a":2})", "a value is replaced"},
      {R"({"a":1})", "b", "true", R"({"a":1,"b":true})", "a key is added"},
      {"{}", "a.b.c", "1.5", R"({"a":{"b":{"c":1.5}}})", "objects are made on the way"},
      {R"({"a":null})", "a.b", "1", R"({"a":{"b":1}})", "null is nothing"},
      {R"({"w":[{"n":1},{"n":2}]})", "w.1.n", "3", R"({"w":[{"n":1},{"n":3}]})", "an index"},
      {R"({"w":[1]})", "w.1", "2", R"({"w":[1,2]})", "the index behind the last appends"},
      {R"({"w":[]})", "w.0.n", "2", R"({"w":[{"n":2}]})", "an appended object is made"},
      {R"({"o":{"0":1}})", "o.0", "2", R"({"o":{"0":2}})", "digits are a key of an object"},
      {R"({"a":{"b":1}})", "a", R"({"c":[1]})", R"({"a":{"c":[1]}})", "JSON replaces the whole"},
      {"{}", "a", "text", R"({"a":"text"})", "what is no JSON is a string"},
      {"{}", "a", "", R"({"a":""})", "nothing is an empty string"},
      {"{}", "a", R"("5")", R"({"a":"5"})", "quotes make a number a string"},
      {"{}", "a", "5 < 6", R"({"a":"5 < 6"})", "half JSON is a string"},
      {"{}", "a", "http://x/y=z", R"({"a":"http://x/y=z"})", "a URL is a string"},
      {"{}", "a", "sp\xC3\xA9", "{\"a\":\"sp\xC3\xA9\"}", "any UTF-8 goes"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(after(row.text, row.path, row.value), row.result) << row.why;
}

TEST(ApplyOverride, RefusesPathsThatLeadNowhere) {
  struct Row {
    std::string path;
    std::string value;
    std::string message;
    const char* why;
  };
  const Row rows[] = {
      {"", "1", "a path is", "an empty path"},
      {".", "1", "a path is", "only a dot"},
      {"a..b", "1", "a path is", "an empty key"},
      {"a.", "1", "a path is", "a trailing dot"},
      {std::string(10'000, 'a') + std::string(100'000, '.'), "1", "a path is", "a hostile path"},
      {"w.2", "1", "an array of 1: \"2\" is no index from 0 to 1", "past the end"},
      {"w.-1", "1", "no index", "a negative index"},
      {"w.x", "1", "no index", "a name for an index"},
      {"w.99999999999999999999999", "1", "no index", "an index that overflows"},
      {"s.x", "1", "#/s is a string and holds no \"x\"", "a key of a string"},
      {"n.0", "1", "#/n is a number", "an index of a number"},
      {"s", R"({"a":1,"a":2})", "stands twice", "JSON with a key twice"},
      {"s", "\xff", "not valid UTF-8", "bytes that JSON cannot hold"},
      {"\xff", "1", "not valid UTF-8", "the same in a path"},
  };
  for (const Row& row : rows) {
    SourcedDocument target = document(R"({"w": [1], "s": "text", "n": 5})", "f.json");
    const core::Json before = target.document.get();
    core::Diagnostics diagnostics;
    apply_override(target, {row.path, row.value, "--set"}, diagnostics);
    ASSERT_EQ(diagnostics.errors().size(), 1U) << row.why;
    EXPECT_THAT(diagnostics.errors()[0].where, HasSubstr("--set")) << row.why;
    EXPECT_THAT(diagnostics.errors()[0].message, HasSubstr(row.message)) << row.why;
    EXPECT_EQ(target.document.get(), before) << row.why;
  }
}

TEST(ApplyOverride, ValuesRememberTheirFlag) {
  SourcedDocument target = document(R"({"load": {"rate": {"from": 1}}})", "f.json");
  core::Diagnostics diagnostics;
  apply_override(target, {"load.rate", R"({"to": 2})", "--set rate"}, diagnostics);
  apply_override(target, {"tags.k", "v", "--tag k=v"}, diagnostics);
  ASSERT_TRUE(diagnostics.ok());
  EXPECT_EQ(target.source.locate("/load/rate/to"), "--set rate #/load/rate/to");
  EXPECT_EQ(origin_of(target.source, "/load/rate/from"), "default");
  EXPECT_EQ(origin_of(target.source, "/load"), "f.json");
  EXPECT_EQ(origin_of(target.source, "/tags"), "--tag k=v");
  EXPECT_EQ(origin_of(target.source, "/tags/k"), "--tag k=v");
}

}  // namespace
}  // namespace orbench::scenario
