#include "harness/protocol/body_template.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/endpoint.h"

namespace orbench::protocol {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

class BodyTemplateTest : public testing::Test {
 protected:
  std::unique_ptr<BodyTemplate> compile(std::string_view text) {
    json_ = core::parse_json_document(text, "f.json", source_, diagnostics_);
    return BodyTemplate::compile({*json_, "", source_, diagnostics_});
  }
  std::string rendered(std::string_view text, const RenderContext& context = {}) {
    const auto body = compile(text);
    std::string out;
    if (body != nullptr) body->render(context, out);
    return out;
  }
  std::vector<std::string> errors() const {
    std::vector<std::string> lines;
    for (const core::Error& error : diagnostics_.errors()) {
      lines.push_back(error.where + ": " + error.message);
    }
    return lines;
  }
  core::SourceMap source_;
  core::Diagnostics diagnostics_;
  std::unique_ptr<core::Json> json_;
};

TEST_F(BodyTemplateTest, KeepsTheOrderOfKeysAndEveryKindOfValue) {
  EXPECT_EQ(
      rendered(R"({"z": 1, "a": [true, null, -1.5, {}, []], "m": {"b": "x", "a": "\"\n漢"}})"),
      R"({"z":1,"a":[true,null,-1.5,{},[]],"m":{"b":"x","a":"\"\n漢"}})");
}

TEST_F(BodyTemplateTest, FillsEachSlot) {
  RenderContext context;
  context.seq = 41;
  EXPECT_EQ(rendered(R"({"a": "<${seq}|${seq}>"})", context), R"({"a":"<41|41>"})");
  EXPECT_THAT(rendered(R"(["${nonce}"])"), MatchesRegex(R"(\["[0-9a-f]{16}"\])"));
  EXPECT_THAT(
      rendered(R"(["${uuid}"])"),
      MatchesRegex(R"(\["[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"\])"));
}

TEST_F(BodyTemplateTest, WritesADollarAsItStands) {
  EXPECT_EQ(rendered(R"(["$${seq}", "$", "$$", "5$ {x}", "$$${seq}", "${seq}$"])"),
            R"(["${seq}","$","$$","5$ {x}","$${seq}","0$"])");
}

TEST_F(BodyTemplateTest, LeavesKeysAlone) {
  EXPECT_EQ(rendered(R"({"${seq}": 1})"), R"({"${seq}":1})");
}

TEST_F(BodyTemplateTest, GivesTheSameRequestTheSameBytes) {
  RenderContext context;
  context.seed = 42;
  context.seq = 7;
  const std::string text = R"(["${nonce} ${uuid} ${nonce}"])";
  EXPECT_EQ(rendered(text, context), rendered(text, context));
}

TEST_F(BodyTemplateTest, GivesDifferentRequestsDifferentNonces) {
  const auto body = compile(R"(["${nonce}"])");
  ASSERT_NE(body, nullptr);
  std::set<std::string> seen;
  for (const std::uint64_t seed : {1U, 2U}) {
    for (const bool warmup : {false, true}) {
      for (std::uint32_t cell = 0; cell < 3; ++cell) {
        for (std::uint64_t seq = 0; seq < 100; ++seq) {
          std::string out;
          body->render({seed, seq, warmup, cell}, out);
          EXPECT_TRUE(seen.insert(out).second) << seed << warmup << cell << seq;
        }
      }
    }
  }
}

TEST_F(BodyTemplateTest, ReportsEveryMistakeWithItsPlaceAndRemedy) {
  EXPECT_EQ(compile(R"({"a": ["${nonse}", "${data.p.text}"],
 "b": "${seq"})"),
            nullptr);
  EXPECT_THAT(
      errors(),
      ElementsAre(
          AllOf(HasSubstr("f.json:1:8 #/a/0"), HasSubstr("`${nonse}` (did you mean \"nonce\"?)")),
          AllOf(HasSubstr("f.json:1:20 #/a/1"),
                HasSubstr("`${data.p.text}` is not known by this build (known: nonce, seq, uuid)")),
          AllOf(HasSubstr("f.json:2:7 #/b"), HasSubstr("no `}`"))));
}

TEST_F(BodyTemplateTest, AppendsToWhatIsThere) {
  const auto body = compile("[]");
  std::string out = "x";
  body->render({}, out);
  EXPECT_EQ(out, "x[]");
}

}  // namespace
}  // namespace orbench::protocol
