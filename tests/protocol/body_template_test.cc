#include "harness/protocol/body_template.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/data/material.h"
#include "harness/protocol/endpoint.h"
#include "tests/support/temporary_folder.h"

namespace orbench::protocol {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class BodyTemplateTest : public testing::Test {
 protected:
  BodyTemplateTest() {
    data::Table prompts({"text", "id", "gone"});
    for (const char* const value : {"say \"a\"", "1", "", "b", "2", ""}) prompts.append(value);
    prompts.note_flaw(2, "line 3 has none");
    material_.add("prompts", data::DataSet(std::move(prompts), {"prompts", "", {}, ""}, 1));
    material_.allow("JOB", "nightly");
    material_.allow("UNSET", std::nullopt);
  }
  std::unique_ptr<BodyTemplate> compile(std::string_view text) {
    json_ = core::parse_json_document(text, "f.json", source_, diagnostics_);
    RequestDraft draft(*json_, "", source_, diagnostics_);
    draft.material = &material_;
    draft.salted = salted_;
    return BodyTemplate::compile(draft);
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
  data::Material material_;
  bool salted_ = false;
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
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"${nonse}", "`${nonse}` (did you mean \"nonce\"?)"},
      {"${seq", "no `}`"},
      {"${}", "unknown template `${}`"},
      {"${data.prompt.text}", "no data set \"prompt\" (did you mean \"prompts\"?)"},
      {"${data.prompts}", "no field \"\""},
      {"${data.prompts.txt}", "no field \"txt\" (did you mean \"text\"?)"},
      {"${data.prompts.gone}", "\"gone\" of \"prompts\" cannot be used: line 3 has none"},
      {"${text:0}", "from 1 to 1000000"},
      {"${text:ten}", "from 1 to 1000000"},
      {"${text:-5}", "from 1 to 1000000"},
      {"${text:99999999999999999999}", "from 1 to 1000000"},
      {"${text}", "(did you mean \"text:N\"?)"},
      {"${env.OTHER}", "OTHER is not allowed"},
      {"${env.UNSET}", "UNSET is not set"},
      {"${file:}", "`${file:PATH|base64}`"},
      {"${file:a|gzip}", "`${file:PATH|base64}`"},
      {"${file:/none/such}", "there is no file \"/none/such\""},
  };
  for (const Row& row : rows) {
    diagnostics_ = {};
    EXPECT_EQ(compile("[1,\n {\"a\": \"" + std::string(row.text) + "\"}]"), nullptr) << row.text;
    EXPECT_THAT(errors(), ElementsAre(AllOf(HasSubstr("f.json:2:8 #/1/a"), HasSubstr(row.message))))
        << row.text;
  }
  diagnostics_ = {};
  EXPECT_EQ(compile(R"(["${nonse}", "${nonse} ${data.x.y}", "fine"])"), nullptr);
  EXPECT_EQ(errors().size(), 3U) << "all at once";
}

TEST_F(BodyTemplateTest, AnUnreadableSetIsNoFurtherMistake) {
  material_.add_unreadable("lost");
  EXPECT_EQ(compile(R"(["${data.lost.text}"])"), nullptr);
  EXPECT_THAT(errors(), ElementsAre());
}

TEST_F(BodyTemplateTest, TakesTheRowOfTheRound) {
  const auto body = compile(R"({"q": "${data.prompts.text}", "n": "${data.prompts.id}"})");
  ASSERT_NE(body, nullptr);
  const auto at = [&body](std::uint64_t seq, std::uint32_t cell, std::uint64_t round) {
    std::string out;
    body->render({1, seq, false, cell, round}, out);
    return out;
  };
  EXPECT_EQ(at(0, 0, 0), R"({"q":"say \"a\"","n":"1"})");
  EXPECT_EQ(at(1, 1, 0), at(0, 0, 0)) << "every cell of a round sends the same row";
  EXPECT_EQ(at(2, 0, 1), R"({"q":"b","n":"2"})");
  EXPECT_EQ(at(4, 0, 2), at(0, 0, 0));
}

TEST_F(BodyTemplateTest, PutsInNumbersWhereAskedTo) {
  EXPECT_EQ(rendered(R"({"a":"${data.prompts.id|number}","b":["${data.prompts.id|number}"],)"
                     R"("c":"${data.prompts.id}"})"),
            R"({"a":1,"b":[1],"c":"1"})");
  EXPECT_THAT(errors(), testing::IsEmpty());
  EXPECT_EQ(compile(R"({"a":"${data.prompts.text|number}","b":"n ${data.prompts.id|number}",)"
                    R"("c":"${data.prompts.nr|number}"})"),
            nullptr);
  EXPECT_THAT(errors(),
              ElementsAre(AllOf(HasSubstr("#/a"), HasSubstr("wants a number in every row; row 1")),
                          AllOf(HasSubstr("#/b"), HasSubstr("no field \"id|number\"")),
                          AllOf(HasSubstr("#/c"), HasSubstr("no field \"nr\""))));
}

TEST_F(BodyTemplateTest, PutsInVariablesAndFiles) {
  const support::TemporaryFolder folder;
  const std::string path = folder.write("f", "a\n\"b\"");
  EXPECT_EQ(rendered(R"(["${env.JOB}|${file:)" + path + R"(}|${file:)" + path + R"(|base64}"])"),
            R"(["nightly|a\n\"b\"|YQoiYiI="])");
}

TEST_F(BodyTemplateTest, MakesTextOfTheSizeAskedFor) {
  const auto body = compile(R"(["${text:40}","${text:40}"])");
  ASSERT_NE(body, nullptr);
  const auto at = [&body](const RenderContext& context) {
    std::string out;
    body->render(context, out);
    return core::Json::parse(out);
  };
  const core::Json text = at({1, 0, false, 0, 0});
  EXPECT_NE(text[0], text[1]) << "each place has its own";
  EXPECT_EQ(at({1, 5, false, 3, 0}), text) << "the same in every cell of a round";
  EXPECT_NE(at({1, 0, false, 0, 1}), text);
  EXPECT_NE(at({1, 0, true, 0, 0}), text);
  EXPECT_NE(at({2, 0, false, 0, 0}), text);
}

TEST_F(BodyTemplateTest, SaltsTheFirstPromptUnlessTheBodyHasANonce) {
  salted_ = true;
  const std::string prefix = R"(\{"messages":\[\{"role":"user","content":")";
  EXPECT_THAT(rendered(R"({"messages": [{"role": "user", "content": "hi ${seq}"}]})"),
              MatchesRegex(prefix + R"([0-9a-f]{16} hi 0"\}\]\})"));
  for (const char* const own :
       {R"({"messages":[{"role":"user","content":"hi"}],"user":"${nonce}"})", R"({"query":"q"})"}) {
    EXPECT_THAT(rendered(own), Not(HasSubstr("q ")));
    EXPECT_THAT(rendered(own), AnyOf(HasSubstr(R"("content":"hi")"), HasSubstr(R"("query":"q")")));
  }
  salted_ = false;
  EXPECT_EQ(rendered(R"({"input": "hi"})"), R"({"input":"hi"})");
}

TEST_F(BodyTemplateTest, AppendsToWhatIsThere) {
  const auto body = compile("[]");
  std::string out = "x";
  body->render({}, out);
  EXPECT_EQ(out, "x[]");
}

}  // namespace
}  // namespace orbench::protocol
