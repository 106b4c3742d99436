#include "harness/scenario/variables.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"
#include "tests/support/temporary_folder.h"

namespace orbench::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// An environment variable for as long as a test.
class Exported {
 public:
  Exported(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  Exported(const Exported&) = delete;
  Exported& operator=(const Exported&) = delete;
  ~Exported() { unsetenv(name_); }

 private:
  const char* name_;
};

struct Loading {
  std::optional<LoadedScenario> loaded;
  std::vector<std::string> mistakes;
};

Loading load(const std::string& text) {
  core::Diagnostics diagnostics;
  Loading loading{load_text(text, "f.json", {}, diagnostics), {}};
  for (const core::Error& error : diagnostics.errors()) {
    loading.mistakes.push_back(error.where + ": " + error.message);
  }
  return loading;
}

constexpr const char* kReading = R"({"name": "n", "env": ["ORBENCH_TEST_A"],
"target": {"base_url": "http://${env.ORBENCH_TEST_A}/v1", "headers": {"X-A": "<${env.ORBENCH_TEST_A}>"}},
"tags": {"job": "${env.ORBENCH_TEST_A}-${env.ORBENCH_TEST_A}", "plain": "${seq} ${env"},
"workloads": [{"name": "w", "endpoint": "e", "request": {"a": "${env.ORBENCH_TEST_A}"},
               "headers": {"X-B": "${env.ORBENCH_TEST_A}"}}]})";

TEST(Variables, AreReadWhereTheyAreAllowed) {
  const Exported variable("ORBENCH_TEST_A", "host");
  const Loading loading = load(kReading);
  ASSERT_THAT(loading.mistakes, ElementsAre());
  const Scenario& scenario = loading.loaded->scenario;
  EXPECT_EQ(scenario.target.base_url, "http://host/v1");
  EXPECT_EQ(scenario.target.headers[0].value, "<host>");
  EXPECT_EQ(scenario.tags[0].second, "host-host");
  EXPECT_EQ(scenario.tags[1].second, "${seq} ${env") << "what is no reference stands as it is";
  EXPECT_EQ(scenario.workloads[0].headers[1].value, "host");
  EXPECT_EQ(scenario.workloads[0].request.get()["a"], "${env.ORBENCH_TEST_A}")
      << "a stored request holds the name";
  EXPECT_EQ(scenario.env, (std::vector<Variable>{{"ORBENCH_TEST_A", "host"}}));
}

TEST(Variables, ThatAreNotSetAreAMistakeWhereTheyAreUsed) {
  const Loading loading = load(kReading);
  ASSERT_EQ(loading.mistakes.size(), 6U);
  EXPECT_THAT(loading.mistakes[0], HasSubstr("f.json:2:24 #/target/base_url: the environment "
                                             "variable ORBENCH_TEST_A is not set: export it"));
  EXPECT_THAT(load(R"({"name": "n", "env": ["ORBENCH_TEST_A"],
                       "workloads": [{"name": "w", "endpoint": "e"}]})")
                  .mistakes,
              ElementsAre())
      << "one that nobody uses may be missing";
}

TEST(Variables, CannotSmuggleAHeader) {
  const Exported variable("ORBENCH_TEST_A", "x\r\nAuthorization: y");
  const Loading loading = load(kReading);
  EXPECT_THAT(loading.mistakes, testing::Contains(HasSubstr("line breaks or control characters")));
}

TEST(AnchoredPaths, MeanTheSameInEveryFile) {
  const support::TemporaryFolder folder;
  folder.write("sub/base.json", R"({"data": {"d": {"file": "rows.csv"}, "far": {"file": "/x.csv"}},
    "workloads": [{"name": "w", "endpoint": "e",
      "request": {"a": ["${file:pic.png|base64} ${file:t.txt} $${file:no} ${file:/abs|base64} ${file:"]},
      "matrix": {"request.b": ["${file:m.txt}"]}}]})");
  core::Diagnostics diagnostics;
  const auto loaded = load_file(
      folder.write("main.json", R"({"name": "n", "extends": "sub/base.json"})"), {}, diagnostics);
  ASSERT_TRUE(loaded);
  const Scenario& scenario = loaded->scenario;
  const std::string sub = folder.file("sub/");
  ASSERT_EQ(scenario.data.size(), 2U);
  EXPECT_EQ(scenario.data[0].spec.file, sub + "rows.csv");
  EXPECT_EQ(scenario.data[1].spec.file, "/x.csv");
  EXPECT_EQ(scenario.workloads[0].request.get()["a"][0],
            "${file:" + sub + "pic.png|base64} ${file:" + sub +
                "t.txt} $${file:no} ${file:/abs|base64} ${file:");
  EXPECT_EQ(scenario.workloads[0].matrix[0].values[0].get(), "${file:" + sub + "m.txt}");
}

}  // namespace
}  // namespace orbench::scenario
