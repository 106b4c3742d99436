#include <algorithm>
#include <map>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

/// The shipped scenario, on a mock that does as it is told.
class Content : public Orbench {
 protected:
  [[nodiscard]] support::ProcessResult look(const std::string& name,
                                            std::vector<std::string> set = {}) const {
    std::vector<std::string> arguments = {kScenario};
    for (std::string& one : set) {
      arguments.emplace_back("--set");
      arguments.push_back(std::move(one));
    }
    return run(name, std::move(arguments));
  }
  /// Verdicts of the content checks by the first two words behind `content`.
  [[nodiscard]] std::map<std::string, std::string> verdicts(const std::string& name) const {
    std::map<std::string, std::string> out;
    for (const json& check : checks(name)) {
      const std::string text = check["check"].get<std::string>().substr(8);
      out[text.substr(0, text.find(' '))] = check["verdict"];
    }
    return out;
  }
  /// The content checks as the summary has them.
  [[nodiscard]] std::vector<json> checks(const std::string& name) const {
    std::vector<json> out;
    const json all = summary(name);
    for (const json& check : all["checks"]) {
      if (check["check"].get<std::string>().starts_with("content ")) out.push_back(check);
    }
    return out;
  }

  static constexpr const char* kScenario = ORBENCH_SOURCE_DIR "/scenarios/checks/content.json";
};

TEST_F(Content, HoldsAgainstAMockThatKeepsItsWord) {
  const auto done = look("r");
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  ASSERT_EQ(checks("r").size(), 8U);
  for (const json& check : checks("r")) {
    EXPECT_EQ(check["verdict"], "passed") << check;
    EXPECT_EQ(check["n"], 40) << check;
  }
  const auto again = orbench({"report", path("r"), "--format", "json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["checks"], summary("r")["checks"]) << "judged from the samples";
  const std::vector<json> kept = samples("r");
  EXPECT_TRUE(std::any_of(kept.begin(), kept.end(), [](const json& sample) {
    return sample.contains("content") && sample["content"][0]["held"] == true;
  }));
}

TEST_F(Content, SaysWhatWasBrokenAndWhere) {
  const auto done = look("r", {R"(target.mock.faults=["broken_tool_arguments:0.5",)"
                               R"("format_ignored","broken_picture","wrong_dimensions"])"});
  EXPECT_EQ(done.exit_code, 1) << done.out << done.err;
  const std::map<std::string, std::string> expected = {{"/choices/0/message/content", "passed"},
                                                       {"/usage/completion_tokens", "passed"},
                                                       {"finish_reason", "passed"},
                                                       {"response_format", "failed"},
                                                       {"tool_calls", "failed"},
                                                       {"dimension", "failed"},
                                                       {"image", "failed"},
                                                       {"error", "passed"}};
  EXPECT_EQ(verdicts("r"), expected);
  for (const json& check : checks("r")) {
    if (check["verdict"] == "passed") continue;
    EXPECT_EQ(check["evidence"].size(), 5U) << check;
    EXPECT_THAT(check["note"], HasSubstr("first found: ")) << check;
  }
  const auto again = orbench({"report", path("r")});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.out, HasSubstr("an embedding of 257 dimensions"));
  EXPECT_THAT(again.out, HasSubstr("the answer is no JSON"));
  EXPECT_THAT(again.out, HasSubstr("a PNG that is cut short"));
}

TEST_F(Content, SeesAnswersThatEndTooSoonAndWithoutTheirUsage) {
  const auto done =
      look("r", {R"(target.mock.faults=["no_usage"])", "workloads.0.request.max_tokens=4"});
  EXPECT_EQ(done.exit_code, 1) << done.out << done.err;
  EXPECT_EQ(verdicts("r")["finish_reason"], "failed");
  EXPECT_EQ(verdicts("r")["/usage/completion_tokens"], "failed");
  EXPECT_EQ(verdicts("r")["response_format"], "passed");
  EXPECT_THAT(done.out, HasSubstr("finish reason \"length\""));
}

TEST_F(Content, HoldsErrorsToTheirEnvelope) {
  const auto done =
      look("r", {R"(target.mock.faults=["status_502_html@endpoint=/chat/completions"])"});
  EXPECT_EQ(verdicts("r")["error"], "failed") << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("502: the error is no JSON object"));
  EXPECT_EQ(verdicts("r")["finish_reason"], "no_data") << "an error says nothing of answers";
  EXPECT_EQ(done.exit_code, 6);
}

TEST_F(Content, RefusesWhatItCannotLookForBeforeTheStart) {
  const auto bad_pattern = look("r", {R"(checks.0.content.matches=(a)"});
  EXPECT_EQ(bad_pattern.exit_code, 2);
  EXPECT_THAT(bad_pattern.err, HasSubstr("#/checks/0/content/matches"));
  const auto bad_schema =
      look("r", {R"(workloads.1.request.response_format.json_schema.schema={"type":"objekt"})"});
  EXPECT_EQ(bad_schema.exit_code, 2);
  EXPECT_THAT(bad_schema.err, HasSubstr("json_schema/schema/type"));
}

}  // namespace
}  // namespace orbench::e2e
