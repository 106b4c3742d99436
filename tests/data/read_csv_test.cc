#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/data/read_table.h"
#include "tests/data/told_table.h"

namespace orbench::data {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct Sound {
  const char* sentence;
  std::string text;
  const char* rows;
};

TEST(ReadCsv, TakesWhatRfc4180Allows) {
  const Sound rows[] = {
      {"plain fields", "a,b\n1,2\n3,4\n", "a=1 b=2; a=3 b=4"},
      {"no line break at the end", "a,b\n1,2", "a=1 b=2"},
      {"CRLF", "a,b\r\n1,2\r\n", "a=1 b=2"},
      {"quotes", "a,b\n\"1\",\"2\"\n", "a=1 b=2"},
      {"a comma inside quotes", "a,b\n\"1,5\",2\n", "a=1,5 b=2"},
      {"doubled quotes are one, escaped for JSON", "a\n\"say \"\"hi\"\"\"\n", R"(a=say \"hi\")"},
      {"line breaks inside quotes", "a,b\n\"x\r\ny\nz\",2\n", R"(a=x\r\ny\nz b=2)"},
      {"empty fields", "a,b\n,\n\"\",2\n", "a= b=; a= b=2"},
      {"spaces belong to the field", "a,b\n 1 , 2\n", "a= 1  b= 2"},
      {"an empty line between rows", "a,b\n1,2\n\n3,4\n\n", "a=1 b=2; a=3 b=4"},
      {"an empty line is a value where there is one field", "a\n\n1\n", "a=; a=1"},
      {"a byte-order mark",
       "\xEF\xBB\xBF"
       "a\n1\n",
       "a=1"},
      {"any UTF-8", "a\n\xE6\xBC\xA2\n", "a=\xE6\xBC\xA2"},
      {"control characters are escaped", "a\n\x01\x7f\n", "a=\\u0001\x7f"},
      {"names may hold anything", "\"the, text\"\nx\n", "the, text=x"},
  };
  for (const Sound& row : rows) {
    core::Diagnostics diagnostics;
    const Table table = read_csv(row.text, "f.csv", diagnostics);
    EXPECT_EQ(told(table), row.rows) << row.sentence;
    EXPECT_THAT(told(diagnostics), ElementsAre()) << row.sentence;
  }
}

struct Broken {
  const char* sentence;
  std::string text;
  const char* where;
  const char* message;
};

TEST(ReadCsv, ReportsEachMistakeAtItsLine) {
  const Broken rows[] = {
      {"nothing", "", "f.csv: ", "empty file"},
      {"only a header", "a,b\n", "f.csv: ", "no rows"},
      {"too few fields", "a,b\n1,2\n3\n", "f.csv:3: ", "1 fields here, 2 in the header"},
      {"too many fields", "a,b\n1,2,3\n", "f.csv:2: ", "3 fields here"},
      {"a quote in a bare field", "a,b\n1,x\"y\n", "f.csv:2:4: ", "quote inside a field"},
      {"text behind the closing quote", "a,b\n\"1\"x,2\n", "f.csv:2:4: ", "behind a closing quote"},
      {"a quote never closed", "a,b\n1,2\n3,\"x\n\n", "f.csv:3:3: ", "never closed"},
      {"two fields of one name", "a,b,a\n1,2,3\n", "f.csv:1: ", "two fields are named \"a\""},
      {"a field without a name", "a,,b\n1,2,3\n", "f.csv:1: ", "without a name"},
      {"bytes that are no UTF-8", "a,b\n1,\xff\n", "f.csv:2:3: ", "not UTF-8"},
      {"lines are counted inside quotes", "a,b\n\"x\ny\",1\n1\n", "f.csv:4: ", "1 fields here"},
      {"more fields than a row may have", std::string(300, ',') + "\n", "f.csv:1: ", "more than"},
  };
  for (const Broken& row : rows) {
    core::Diagnostics diagnostics;
    const Table table = read_csv(row.text, "f.csv", diagnostics);
    EXPECT_EQ(table.rows(), 0U) << row.sentence;
    EXPECT_THAT(told(diagnostics),
                testing::Contains(AllOf(testing::StartsWith(row.where), HasSubstr(row.message))))
        << row.sentence;
  }
}

TEST(ReadCsv, ReportsAllMistakesButNotAThousand) {
  core::Diagnostics few;
  (void)read_csv("a,b\n1\n1,2\n\"x\"y,2\n1,2,3\n", "f.csv", few);
  EXPECT_THAT(told(few),
              ElementsAre(HasSubstr("f.csv:2"), HasSubstr("f.csv:4:4"), HasSubstr("f.csv:5")));
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += "1\n";
  core::Diagnostics many;
  (void)read_csv(text, "f.csv", many);
  ASSERT_EQ(many.errors().size(), 11U);
  EXPECT_THAT(many.errors().back().message, HasSubstr("990 more mistakes"));
}

}  // namespace
}  // namespace orbench::data
