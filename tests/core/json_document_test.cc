#include "harness/core/json_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/origin_of.h"

namespace orbench::core {
namespace {

using support::origin_of;
using testing::HasSubstr;

struct Parsed {
  std::unique_ptr<Json> json;
  SourceMap source;
  Diagnostics diagnostics;
};

Parsed parse(std::string_view text) {
  Parsed parsed;
  parsed.json = parse_json_document(text, "f.json", parsed.source, parsed.diagnostics);
  return parsed;
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(JsonDocument, ReadsEveryKindOfValueInOrder) {
  const Parsed parsed = parse(
      R"( {"z": [1, -2, 3.5, 1e3, 18446744073709551615], "a": {"t": true, "f": false, "n": null}, "s": "é\n\u00e9\ud83d\ude00\/"} )");
  ASSERT_TRUE(parsed.diagnostics.ok());
  EXPECT_EQ(parsed.json->dump(),
            R"({"z":[1,-2,3.5,1000.0,18446744073709551615],"a":{"t":true,"f":false,"n":null},)"
            R"("s":"é\né😀/"})");
}

TEST(JsonDocument, AgreesWithTheLibraryOnOrdinaryText) {
  const std::string text =
      R"({"a":{"b":[{"c":"\u0041\t\"\\"},[],{}]},"x":-0.5e-3,"y":9223372036854775807,"z":-9223372036854775808})";
  const Parsed parsed = parse(text);
  ASSERT_TRUE(parsed.json);
  EXPECT_EQ(*parsed.json, Json::parse(text));
}

TEST(JsonDocument, ReadsCommentsAndAByteOrderMark) {
  const Parsed parsed = parse("\xEF\xBB\xBF// head\r\n{ /* a * / b */ \"k\": 1 } // tail");
  ASSERT_TRUE(parsed.diagnostics.ok());
  EXPECT_EQ(parsed.json->dump(), R"({"k":1})");
  EXPECT_EQ(parsed.source.locate("/k"), "f.json:2:22 #/k");
}

TEST(JsonDocument, SlashesInsideStringsAreNoComments) {
  const Parsed parsed = parse(R"({"url": "http://a/*b*/"})");
  ASSERT_TRUE(parsed.json);
  EXPECT_EQ((*parsed.json)["url"], "http://a/*b*/");
}

TEST(JsonDocument, RemembersWhereEachValueStands) {
  const Parsed parsed = parse("{\n  \"é/~\": [10,\n    {\"k\": true}]\n}");
  EXPECT_EQ(parsed.source.locate(""), "f.json:1:1 #");
  EXPECT_EQ(parsed.source.locate("/é~1~0"), "f.json:2:10 #/é~1~0");
  EXPECT_EQ(parsed.source.locate("/é~1~0/0"), "f.json:2:11 #/é~1~0/0");
  EXPECT_EQ(parsed.source.locate("/é~1~0/1/k"), "f.json:3:11 #/é~1~0/1/k");
  EXPECT_EQ(parsed.source.locate("/é~1~0/1/missing"), "f.json:3:5 #/é~1~0/1/missing")
      << "a missing key is reported at its object";
}

TEST(JsonDocument, EverySyntaxErrorNamesItsPlaceAndReason) {
  struct Row {
    std::string_view text;
    std::string where;
    std::string reason;
    const char* why;
  };
  using std::string_view_literals::operator""sv;
  const Row rows[] = {
      {"", "f.json:1:1", "expected a value, found the end", "an empty file"},
      {"  \n ", "f.json:2:2", "expected a value, found the end", "only white space"},
      {"{\"a\":1,}", "f.json:1:8", "a comma before '}'", "a trailing comma in an object"},
      {"[1,\n]", "f.json:2:1", "a comma before ']'", "a trailing comma in an array"},
      {"{a:1}", "f.json:1:2", "a key in double quotes, found 'a'", "a bare key"},
      {"{'a':1}", "f.json:1:2", "JSON uses double quotes", "single quotes"},
      {"{\"a\" 1}", "f.json:1:6", "expected ':' after the key \"a\"", "a colon left out"},
      {"{\"a\":1 \"b\":2}", "f.json:1:8", "expected ',' or '}'", "a comma left out"},
      {"[1 2]", "f.json:1:4", "expected ',' or ']'", "a comma left out of an array"},
      {"{\"a\":", "f.json:1:6", "expected a value, found the end", "cut after the colon"},
      {"[[1]", "f.json:1:5", "found the end of the text", "a bracket not closed"},
      {"{} {}", "f.json:1:4", "text after the end", "two documents"},
      {"\"abc", "f.json:1:1", "string that begins here is not closed", "cut inside a string"},
      {"\"a\nb\"", "f.json:1:3", "not closed on its line", "a line break in a string"},
      {"\"a\tb\"", "f.json:1:3", "control character", "a raw tab in a string"},
      {"\"\\x\"", "f.json:1:2", "no such escape", "an escape of another language"},
      {"\"\\", "f.json:1:2", "no such escape", "cut inside an escape"},
      {"\"\\u12g4\"", "f.json:1:2", "four hexadecimal digits", "a bad digit"},
      {"\"\\u-123\"", "f.json:1:2", "four hexadecimal digits", "a sign is no digit"},
      {"\"\\u12", "f.json:1:2", "four hexadecimal digits", "cut inside \\u"},
      {"\"\\ud800x\"", "f.json:1:2", "half of a surrogate pair", "a high half alone"},
      {"\"\\ude00\"", "f.json:1:2", "half of a surrogate pair", "a low half alone"},
      {"\"é\xff\"", "f.json:1:3", "not valid UTF-8", "a byte that UTF-8 never has"},
      {"\"\xc0\xaf\"", "f.json:1:2", "not valid UTF-8", "an overlong form"},
      {"\"\xed\xa0\x80\"", "f.json:1:2", "not valid UTF-8", "a surrogate in UTF-8"},
      {"\"\xf4\x90\x80\x80\"", "f.json:1:2", "not valid UTF-8", "beyond U+10FFFF"},
      {"\"\xe2\x82", "f.json:1:2", "not valid UTF-8", "cut inside a character"},
      {"[01]", "f.json:1:2", "may not begin with 0", "a leading zero"},
      {"[1.]", "f.json:1:2", "not a number", "a point without digits"},
      {"[-]", "f.json:1:2", "not a number", "a sign alone"},
      {"[+1]", "f.json:1:2", "expected a value, found '+'", "a plus sign"},
      {"[.5]", "f.json:1:2", "expected a value, found '.'", "no digit before the point"},
      {"[1e999]", "f.json:1:2", "out of the range", "more than a double holds"},
      {"[NaN]", "f.json:1:2", "expected a value, found 'N'", "no number"},
      {"[nul]", "f.json:1:2", "expected a value, found 'n'", "half a literal"},
      {"[truely]", "f.json:1:6", "expected ',' or ']'", "a literal with a tail"},
      {"{} /* x", "f.json:1:4", "comment that begins here is not closed", "an open comment"},
      {"{} /*/", "f.json:1:4", "not closed", "the opening star cannot close"},
      {"\0"sv, "f.json:1:1", "found byte 0x00", "a NUL byte"},
      {"\"a\0b\""sv, "f.json:1:3", "control character", "a NUL byte in a string"},
      {"\xff\xfe{", "f.json:1:1", "found byte 0xff", "UTF-16"},
  };
  for (const Row& row : rows) {
    const Parsed parsed = parse(row.text);
    EXPECT_EQ(parsed.json, nullptr) << row.why;
    ASSERT_EQ(parsed.diagnostics.errors().size(), 1U) << row.why;
    EXPECT_EQ(parsed.diagnostics.errors()[0].where, row.where) << row.why;
    EXPECT_THAT(parsed.diagnostics.errors()[0].message, HasSubstr(row.reason)) << row.why;
  }
}

TEST(JsonDocument, EveryCutOfADocumentIsAnErrorAndNothingWorse) {
  const std::string text = R"({"a": [1.5e3, "x\u00e9é", {"b": null}], /* c */ "d": true})";
  ASSERT_TRUE(parse(text).json);
  for (std::size_t length = 0; length < text.size(); ++length) {
    const Parsed parsed = parse(std::string_view(text).substr(0, length));
    EXPECT_EQ(parsed.json, nullptr) << length;
    EXPECT_EQ(parsed.diagnostics.errors().size(), 1U) << length;
  }
}

TEST(JsonDocument, DuplicateKeysAreErrorsThatLeaveTheDocument) {
  const Parsed parsed = parse("{\"a\": {\"x\": 1},\n \"a\": 2, \"b\": 3}");
  ASSERT_TRUE(parsed.json);
  EXPECT_EQ(parsed.json->dump(), R"({"a":2,"b":3})") << "the last one wins";
  ASSERT_EQ(parsed.diagnostics.errors().size(), 1U);
  EXPECT_EQ(parsed.diagnostics.errors()[0].where, "f.json:2:2 #/a");
  EXPECT_THAT(parsed.diagnostics.errors()[0].message, HasSubstr("\"a\" stands twice"));
  EXPECT_EQ(origin_of(parsed.source, "/a/x"), "default") << "the places of the lost value are gone";
}

TEST(JsonDocument, KeysThatDifferOnlyInWritingAreDuplicates) {
  EXPECT_FALSE(parse(R"({"a":1,"\u0061":2})").diagnostics.ok());
}

TEST(JsonDocument, ManyDuplicatesEndTheReadInsteadOfFloodingTheUser) {
  const Parsed parsed = parse("{" + repeated(R"("a":1,)", 10000) + R"("b":1})");
  EXPECT_EQ(parsed.json, nullptr);
  EXPECT_LT(parsed.diagnostics.errors().size(), 100U);
}

TEST(JsonDocument, DepthIsCapped) {
  EXPECT_TRUE(parse(repeated("[", kMaxJsonDepth) + repeated("]", kMaxJsonDepth)).json);
  const Parsed deep = parse(repeated("[", 1'000'000));
  EXPECT_EQ(deep.json, nullptr);
  ASSERT_EQ(deep.diagnostics.errors().size(), 1U);
  EXPECT_EQ(deep.diagnostics.errors()[0].code, ErrorCode::kTooLarge);
  EXPECT_EQ(deep.diagnostics.errors()[0].where, "f.json:1:129");
}

TEST(JsonDocument, SizeIsCapped) {
  const Parsed parsed = parse(std::string(kMaxJsonBytes + 1, ' '));
  EXPECT_EQ(parsed.json, nullptr);
  ASSERT_EQ(parsed.diagnostics.errors().size(), 1U);
  EXPECT_EQ(parsed.diagnostics.errors()[0].code, ErrorCode::kTooLarge);
}

TEST(JsonDocument, ManyKeysInOneObjectStayCheap) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"key" + std::to_string(i) + "\":1,";
  text += "\"last\":1}";
  const Parsed parsed = parse(text);  // quadratic work here would run into the test's time limit
  ASSERT_TRUE(parsed.json);
  EXPECT_EQ(parsed.json->size(), 100'001U);
}

TEST(JsonDocument, LongKeysAreKeptOutOfMessagesAndPlaces) {
  const std::string key(1'000'000, 'k');
  const Parsed parsed =
      parse("{\"" + key + "\": [" + repeated("1,", 10'000) + "1], \"" + key + "\":2}");
  ASSERT_TRUE(parsed.json);
  ASSERT_EQ(parsed.diagnostics.errors().size(), 1U);
  EXPECT_LT(parsed.diagnostics.errors()[0].message.size(), 300U);
  EXPECT_LT(parsed.diagnostics.errors()[0].where.size(), 300U);
}

TEST(SourceMap, LaterPlacesWinAndSubtreesCanBeForgotten) {
  SourceMap map;
  map.set("", "a.json", 1, 1);
  map.set("/load", "a.json", 2, 3);
  map.set("/load/rate", "a.json", 2, 9);
  map.set("/loads", "a.json", 4, 1);
  map.erase_subtree("/load");
  EXPECT_EQ(origin_of(map, "/load/rate"), "default");
  EXPECT_EQ(map.locate("/load/rate"), "a.json:1:1 #/load/rate");
  EXPECT_EQ(origin_of(map, "/loads"), "a.json") << "a name that only begins alike stays";
  map.set("/load/rate", "--set load.rate=5", 0, 0);
  EXPECT_EQ(origin_of(map, "/load/rate"), "--set load.rate=5");
  EXPECT_EQ(map.locate("/load/rate"), "--set load.rate=5 #/load/rate") << "a flag has no lines";
}

TEST(SourceMap, KnowsNothingAtFirst) {
  const SourceMap map;
  EXPECT_EQ(map.locate("/a"), "#/a");
  EXPECT_EQ(origin_of(map, "/a"), "default");
}

TEST(ChildPointer, EscapesItsToken) {
  EXPECT_EQ(child_pointer("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(child_pointer("", ""), "/");
  EXPECT_EQ(child_pointer("/a", std::size_t{3}), "/a/3");
}

}  // namespace
}  // namespace orbench::core
