#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/data/read_table.h"
#include "tests/data/told_table.h"
#include "tests/support/temporary_folder.h"

namespace orbench::data {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ReadJsonl, TakesOneObjectALine) {
  struct Row {
    const char* sentence;
    std::string text;
    const char* rows;
  };
  const Row rows[] = {
      {"strings",
       R"({"a":"x","b":"y"})"
       "\n"
       R"({"a":"z","b":""})"
       "\n",
       "a=x b=y; a=z b="},
      {"keys in another order",
       R"({"a":"1","b":"2"})"
       "\n"
       R"({"b":"4","a":"3"})",
       "a=1 b=2; a=3 b=4"},
      {"numbers and booleans as written", R"({"i":-7,"u":7,"f":1.50,"e":1e3,"t":true,"n":false})",
       "i=-7 u=7 f=1.50 e=1e3 t=true n=false"},
      {"escapes are read and written again", R"({"a":"q\"\\\n\u00e9\/"})",
       "a=q\\\"\\\\\\n\xC3\xA9/"},
      {"empty lines, CRLF and a byte-order mark",
       "\xEF\xBB\xBF\n{\"a\":\"1\"}\r\n \t\r\n{\"a\":\"2\"}", "a=1; a=2"},
      {"a key that only later lines have is no field",
       R"({"a":"1"})"
       "\n"
       R"({"a":"2","b":"3"})",
       "a=1; a=2"},
  };
  for (const Row& row : rows) {
    core::Diagnostics diagnostics;
    EXPECT_EQ(told(read_jsonl(row.text, "f.jsonl", diagnostics)), row.rows) << row.sentence;
    EXPECT_THAT(told(diagnostics), ElementsAre()) << row.sentence;
  }
}

TEST(ReadJsonl, NotesWhyAFieldHasNoText) {
  core::Diagnostics diagnostics;
  const Table table = read_jsonl(R"({"ok":"x","gone":"1","deep":{"a":["b"]},"nil":null,"late":"1"})"
                                 "\n"
                                 R"({"ok":"y","deep":[],"nil":"2","late":[{}]})",
                                 "f", diagnostics);
  ASSERT_TRUE(diagnostics.ok());
  ASSERT_EQ(table.rows(), 2U);
  const auto flaw = [&table](std::string_view name) { return table.flaw(*table.field(name)); };
  EXPECT_EQ(flaw("ok"), "");
  EXPECT_EQ(flaw("gone"), "line 2 has no such key");
  EXPECT_EQ(flaw("deep"), "it is an object in line 1");
  EXPECT_EQ(flaw("nil"), "it is null in line 1");
  EXPECT_EQ(flaw("late"), "it is an array in line 2");
}

TEST(ReadJsonl, ReportsEachMistakeAtItsLine) {
  struct Row {
    const char* sentence;
    std::string text;
    const char* where;
    const char* message;
  };
  const Row rows[] = {
      {"nothing", "", "f: ", "no rows"},
      {"only empty lines", "\n\n", "f: ", "no rows"},
      {"a cut line",
       R"({"a":"1"})"
       "\n"
       R"({"a":)",
       "f:2:", "JSON"},
      {"no JSON", "{\"a\":\"1\"}\nhello\n", "f:2:1: ", "not JSON from here on"},
      {"no object", "[1]\n", "f:1:1: ", "one JSON object"},
      {"a bare value", "5\n", "f:1:1: ", "one JSON object"},
      {"two objects on a line", R"({"a":"1"}{"a":"2"})", "f:1:10: ", "not JSON from here on"},
      {"a key twice", R"({"a":"1","a":"2"})", "f:1:1: ", "\"a\" stands twice"},
      {"an empty object first", "{}\n", "f:1:1: ", "an empty object"},
      {"bytes that are no UTF-8", "{\"a\":\"\xff\"}", "f:1:", "not JSON"},
  };
  for (const Row& row : rows) {
    core::Diagnostics diagnostics;
    const Table table = read_jsonl(row.text, "f", diagnostics);
    EXPECT_EQ(table.rows(), 0U) << row.sentence;
    EXPECT_THAT(told(diagnostics),
                ElementsAre(AllOf(StartsWith(row.where), HasSubstr(row.message))))
        << row.sentence;
  }
}

TEST(ReadJsonl, ManyBracketsCostNothing) {
  core::Diagnostics diagnostics;
  const std::string deep = R"({"a":"1","b":)" + std::string(1'000'000, '[');
  EXPECT_EQ(read_jsonl(deep, "f", diagnostics).rows(), 0U);
  EXPECT_EQ(diagnostics.errors().size(), 1U);
}

TEST(ReadTable, GoesByTheEndingOfTheName) {
  const support::TemporaryFolder folder;
  core::Diagnostics diagnostics;
  EXPECT_EQ(told(read_table(folder.write("a.csv", "a\n1\n"), diagnostics)), "a=1");
  EXPECT_EQ(told(read_table(folder.write("a.jsonl", R"({"a":1})"), diagnostics)), "a=1");
  EXPECT_EQ(told(read_table(folder.write("a.ndjson", R"({"a":1})"), diagnostics)), "a=1");
  EXPECT_TRUE(diagnostics.ok());
  (void)read_table(folder.write("a.json", "{}"), diagnostics);
  (void)read_table(folder.file("none.csv"), diagnostics);
  EXPECT_THAT(told(diagnostics),
              ElementsAre(HasSubstr("a data file ends in .jsonl"), HasSubstr("there is no file")));
}

}  // namespace
}  // namespace orbench::data
