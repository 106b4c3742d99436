#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"
#include "tests/support/scripted_server.h"

namespace orbench::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::string reply() {
  const std::string content =
      R"({"id":"gen-1","model":"a/m","choices":[{"index":0,"finish_reason":"stop",)"
      R"("message":{"role":"assistant","content":"hi"}}],"usage":{"prompt_tokens":1,)"
      R"("completion_tokens":1,"total_tokens":2,"cost":0.00001}})";
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(content.size()) + "\r\n\r\n" + content;
}

/// Runs scenarios against a server that keeps every request as it came.
class Language : public Orbench {
 protected:
  /// The bodies of a run's chat requests, sorted: workers send at the same time.
  std::vector<std::string> bodies(const std::string& name, std::vector<std::string> arguments) {
    using orbench::testing::Act;
    orbench::testing::ScriptedServer server(
        {{Act::read_request(), Act::send(reply()), Act::repeat()}});
    arguments.insert(arguments.end(), {"--target", server.url()});
    support::ProcessOptions options;
    options.environment = {{"OPENROUTER_API_KEY", "sk-or-test"},
                           {"ORBENCH_TEST_JOB", "nightly \"7\""}};
    const auto done = run(name, std::move(arguments), options);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    std::vector<std::string> found;
    for (const std::string& request : server.requests()) {
      if (request.starts_with("POST"))
        found.push_back(request.substr(request.find("\r\n\r\n") + 4));
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  /// A scenario whose prompt is `content` and that reads prompts.csv in `order`.
  std::string with_prompt(const std::string& content, const std::string& order,
                          const std::string& workload = "") {
    return write("s.json", R"({ "name": "t", "seed": 11, "env": ["ORBENCH_TEST_JOB"],
      "data": { "prompts": { "file": "prompts.csv", "order": ")" +
                               order + R"(" } },
      "limits": { "max_cost_usd": 1, "max_cost_per_request_usd": 0.0001 },
      "workloads": [{ "name": "w", "endpoint": "chat", )" +
                               workload + R"(
        "request": { "model": "a/m", "messages": [{ "role": "user", "content": ")" +
                               content +
                               R"(" }] },
        "load": { "arrivals": "constant", "rate_rps": 400, "requests": 60 } }] })");
  }
};

std::string numbered_prompts(int rows) {
  std::string csv = "text,weight\n";
  for (int i = 0; i < rows; ++i) csv += "\"prompt, " + std::to_string(i) + "\"," + "1\n";
  return csv;
}

TEST_F(Language, SendsTheSameBodiesFromAnyNumberOfWorkers) {
  write("prompts.csv", numbered_prompts(25));
  const std::string file =
      with_prompt("${data.prompts.text} ${text:30} ${uuid} ${seq} ${env.ORBENCH_TEST_JOB}",
                  "weighted", R"("matrix": { "request.model": ["a/x", "a/y"] },)");
  const auto one = bodies("one", {file});
  ASSERT_EQ(one.size(), 60U);
  EXPECT_EQ(bodies("two", {file, "--workers", "2"}), one);
  EXPECT_EQ(bodies("four", {file, "--workers", "4"}), one);
  EXPECT_NE(bodies("another", {file, "--seed", "12"}), one);
}

TEST_F(Language, GivesEveryCellOfARoundTheSameRow) {
  write("prompts.csv", numbered_prompts(30));
  const auto sent = bodies("r", {with_prompt("${data.prompts.text}", "shuffle",
                                             R"("matrix": { "request.model": ["a/x", "a/y"] },
                                                "salt": false,)")});
  ASSERT_EQ(sent.size(), 60U);
  std::set<std::string> by_model[2];
  for (const std::string& body : sent) {
    const json request = json::parse(body);
    by_model[request["model"] == "a/x" ? 0 : 1].insert(request["messages"][0]["content"]);
  }
  EXPECT_EQ(by_model[0].size(), 30U);
  EXPECT_EQ(by_model[0], by_model[1]);
}

TEST_F(Language, SaltsPromptsUnlessToldOtherwise) {
  write("prompts.csv", "text,weight\nhello,1\n");
  const auto salted = bodies("salted", {with_prompt("${data.prompts.text}", "sequential")});
  EXPECT_EQ(std::set<std::string>(salted.begin(), salted.end()).size(), 60U);
  const std::string prompt = json::parse(salted[0])["messages"][0]["content"];
  EXPECT_THAT(prompt, MatchesRegex("[0-9a-f]{16} hello"));
  const auto plain =
      bodies("plain", {with_prompt("${data.prompts.text}", "sequential", R"("salt": false,)")});
  EXPECT_EQ(std::set<std::string>(plain.begin(), plain.end()).size(), 1U);
}

TEST_F(Language, ReportsAskedBesideBilledTokens) {
  const std::string file =
      write("s.json",
            R"({ "name": "t", "target": { "base_url": "mock", "mock": { "config": "fast.json" } },
      "workloads": [{ "name": "w", "endpoint": "chat",
        "request": { "model": "a/fast", "messages": [{ "role": "user", "content": "${text:200}" }] },
        "load": { "requests": 5 } }] })");
  const auto done = run("r", {file, "--report", "text=" + path("r.txt")});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(summary("r")["cells"][0]["text_tokens"], 200);
  EXPECT_THAT(read("r.txt"), HasSubstr("${text:…} asked for 200 prompt tokens a request"));
}

TEST_F(Language, NamesTheLineOfADataFile) {
  write("prompts.csv", "text,weight\nfine,1\n\"no end,1\n");
  const auto done = run("r", {with_prompt("${data.prompts.txt} ${env.NOT_LISTED}", "shuffle")});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err,
              AllOf(HasSubstr("prompts.csv:3:1\n"), HasSubstr("never closed"),
                    HasSubstr("NOT_LISTED is not allowed"), HasSubstr("nothing was sent")));
  write("prompts.csv", "text,weight\nfine,1\n");
  EXPECT_THAT(
      run("r", {with_prompt("${data.prompts.txt}", "shuffle")}).err,
      AllOf(HasSubstr("no field \"txt\" (did you mean \"text\"?)"), HasSubstr("s.json:5:")));
  std::filesystem::remove(path("prompts.csv"));
  EXPECT_THAT(run("r", {with_prompt("${data.prompts.text}", "shuffle")}).err,
              AllOf(HasSubstr("#/data/prompts/file"), HasSubstr("there is no file")));
}

TEST_F(Language, PrintsEveryValueWithItsOrigin) {
  write("base.json", "{ \"seed\": 7,\n  \"tags\": { \"team\": \"blue\" } }");
  const std::string file = write("s.json", R"({ "name": "t", "extends": "base.json",
    "workloads": [{ "name": "w", "endpoint": "chat",
      "request": { "messages": [{ "role": "user", "content": "hi" }] },
      "load": { "requests": 1 } }] })");
  const auto printed = orbench({"validate", file, "--print", "--set", "workloads.0.load.requests=9",
                                "--set", "workloads.0.request.messages.0.content=hello"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, AllOf(HasSubstr("\"name\": \"t\",\n"), HasSubstr("\"seed\": 7,  // "),
                                 HasSubstr("base.json:1"), HasSubstr("\"requests\": 9,  // --set"),
                                 HasSubstr("\"content\": \"hello\"  // --set"),
                                 HasSubstr("\"blocks\": 20,  // default"),
                                 HasSubstr("\"salt\": true,  // default")));
  write("printed.json", printed.out);
  EXPECT_EQ(orbench({"validate", path("printed.json")}).exit_code, 0);
}

TEST_F(Language, WhatInitWritesRunsAsItIsForEveryKind) {
  const auto listed = orbench({"list", "endpoints"});
  std::istringstream lines(listed.out);
  std::string line;
  int kinds = 0;
  while (std::getline(lines, line)) {
    const std::string kind = line.substr(0, line.find(' '));
    ++kinds;
    const std::string file = path(kind + ".json");
    ASSERT_EQ(orbench({"init", kind, "-o", file}).exit_code, 0) << kind;
    const auto done = run(kind, {file, "--set", "workloads.0.load.duration_s=0.3", "--set",
                                 "workloads.0.load.warmup_s=0", "--set", "checks=[]"});
    EXPECT_EQ(done.exit_code, 0) << kind << "\n" << done.err << done.out;
    EXPECT_THAT(read(kind + ".json"), HasSubstr("\"$schema\""));
  }
  EXPECT_GE(kinds, 1);
}

}  // namespace
}  // namespace orbench::e2e
