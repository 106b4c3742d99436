#include "harness/protocol/content/pattern.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orbench::protocol {
namespace {

using testing::HasSubstr;

std::optional<bool> occurs(const std::string& pattern, const std::string& text) {
  const auto compiled = Pattern::compile(pattern);
  EXPECT_TRUE(compiled.has_value())
      << pattern << ": " << (compiled ? "" : compiled.error().message);
  return compiled ? compiled->occurs_in(text) : std::nullopt;
}

TEST(Pattern, MatchesAsJavaScriptDoes) {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  for (const Row& row : {
           Row{"", "", true},
           Row{"b", "abc", true},
           Row{"d", "abc", false},
           Row{"^[A-Z]", "Hello", true},
           Row{"^[A-Z]", "hello World", false},
           Row{"^a.c$", "abc", true},
           Row{"^a.c$", "a\nc", false},
           Row{"^(yes|no)$", "no", true},
           Row{"^(yes|no)$", "nope", false},
           Row{"^(?:ab)*$", "ababab", true},
           Row{"^(?:ab)*$", "ababa", false},
           Row{"^a{2,3}$", "a", false},
           Row{"^a{2,3}$", "aa", true},
           Row{"^a{2,3}$", "aaaa", false},
           Row{"^a{2}$", "aa", true},
           Row{"^a{2,}$", "aaaaa", true},
           Row{"^a{0}b$", "b", true},
           Row{"^colou?r$", "color", true},
           Row{"^a+?b$", "aaab", true},
           Row{R"(^\d{4}-\d\d$)", "2031-07", true},
           Row{R"(^\d{4}-\d\d$)", "2031-7x", false},
           Row{R"(^\w+\s\S+$)", "two words!", true},
           Row{R"(\bcat\b)", "a cat sat", true},
           Row{R"(\bcat\b)", "concatenate", false},
           Row{R"(\Bcat)", "concatenate", true},
           Row{R"(^[^\d\s]+$)", "abc", true},
           Row{R"(^[^\d\s]+$)", "ab1", false},
           Row{R"(^[\D]$)", "1", false},
           Row{R"(^[\]\-a]+$)", "a-]", true},
           Row{R"(^[a-]+$)", "a-a", true},
           Row{R"(^\{"x":\s*\[\]\}$)", R"({"x": []})", true},
           Row{R"(^\u00e9\x41$)", "éA", true},
           Row{"^.$", "é", true},
           Row{"^[à-ü]$", "é", true},
           Row{"^.{3}$", "日本語", true},
           Row{"^(a*)*$", "aaaa", true},
           Row{"^(|a)+$", "aaa", true},
           Row{"^$", "", true},
           Row{"^$", "x", false},
           Row{"a|", "zzz", true},
       }) {
    EXPECT_EQ(occurs(row.pattern, row.text), row.matches) << row.pattern << " in " << row.text;
  }
}

TEST(Pattern, TakesBytesThatAreNoText) {
  EXPECT_EQ(occurs("^a.b$",
                   "a\xFF"
                   "b"),
            true);
  EXPECT_EQ(occurs("\xEF\xBF\xBD", "\xC3"), true) << "what is no UTF-8 counts as U+FFFD";
}

TEST(Pattern, SaysWhatStandsWrongAndWhere) {
  struct Row {
    const char* pattern;
    const char* says;
  };
  for (const Row& row : {
           Row{"(a", "\"(\" that nothing closes"},
           Row{"a)", "\")\" that nothing opened"},
           Row{"[a", "\"[\" that nothing closes"},
           Row{"*a", "at character 1"},
           Row{"ab|+", "at character 4"},
           Row{"a{2,1}", "whose end is before its beginning"},
           Row{"a{x}", "does not read {n}"},
           Row{"a{", "does not read {n}"},
           Row{"a{99999}", "a count over 1000"},
           Row{R"(\1)", "back reference"},
           Row{R"(a\)", "nothing behind it"},
           Row{R"(\q)", "an escape that means nothing"},
           Row{R"(\u12)", "hexadecimal"},
           Row{"[z-a]", "a range that does not go"},
           Row{R"([\d-z])", ""},
           Row{"(?=a)", "look-ahead"},
           Row{"(?<n>a)", "named group"},
           Row{"((a{1000}){1000}){1000}", "good time"},
       }) {
    const auto compiled = Pattern::compile(row.pattern);
    if (*row.says == '\0') {
      EXPECT_TRUE(compiled.has_value()) << row.pattern;
      continue;
    }
    ASSERT_FALSE(compiled.has_value()) << row.pattern;
    EXPECT_THAT(compiled.error().message, HasSubstr(row.says)) << row.pattern;
  }
  EXPECT_FALSE(Pattern::compile(std::string(Pattern::kMostBytes + 1, 'a')).has_value());
  EXPECT_FALSE(Pattern::compile(std::string(200, '(') + std::string(200, ')')).has_value());
}

TEST(Pattern, IsNotHeldUpByWhatHoldsUpOthers) {
  EXPECT_EQ(occurs("^(a+)+$", std::string(2000, 'a') + "b"), false);
  EXPECT_EQ(occurs("^(a|a)*$", std::string(2000, 'a') + "b"), false);
  EXPECT_EQ(occurs("(x+x+)+y", std::string(2000, 'x')), false);
  EXPECT_EQ(occurs("^.*b$", std::string(50'000, 'a')), false);
  EXPECT_EQ(occurs("(.{0,20}){0,60}b", std::string(50'000, 'a')), std::nullopt)
      << "too much work is refused, not done";
}

}  // namespace
}  // namespace orbench::protocol
