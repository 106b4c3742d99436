#include "harness/scenario/loader.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/origin_of.h"
#include "tests/support/temporary_folder.h"

namespace orbench::scenario {
namespace {

using support::origin_of;
using support::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kWorkloads = R"("workloads": [{"name": "w", "endpoint": "chat"}])";

struct Loaded {
  std::optional<LoadedScenario> result;
  core::Diagnostics diagnostics;

  [[nodiscard]] const Scenario& scenario() const { return result->scenario; }
  [[nodiscard]] std::string first_error() const {
    if (diagnostics.ok()) return "no error";
    return diagnostics.errors()[0].where + ": " + diagnostics.errors()[0].message;
  }
};

Loaded load(const std::string& path, const std::vector<Override>& overrides = {}) {
  Loaded loaded;
  loaded.result = load_file(path, overrides, loaded.diagnostics);
  return loaded;
}

TEST(ScenarioLoader, AnUpperFileWinsOverWhatItExtends) {
  const TemporaryFolder folder;
  (void)folder.write("shared/deep.json", R"({"seed": 1, "tags": {"a": "deep", "b": "deep"}})");
  (void)folder.write("shared/base.json", std::string(R"({"extends": "deep.json", "seed": 2, )") +
                                             R"("graceful_stop_s": 5, )" + kWorkloads + "}");
  const std::string main = folder.write(
      "main.json", R"({"name": "m", "extends": "shared/base.json", "tags": {"a": "main"}})");
  const Loaded loaded = load(main);
  ASSERT_TRUE(loaded.diagnostics.ok()) << loaded.first_error();
  EXPECT_EQ(loaded.scenario().name, "m");
  EXPECT_EQ(loaded.scenario().seed, 2U);
  EXPECT_EQ(loaded.scenario().graceful_stop, std::chrono::seconds{5});
  EXPECT_THAT(loaded.scenario().tags, testing::UnorderedElementsAre(testing::Pair("a", "main"),
                                                                    testing::Pair("b", "deep")));
  EXPECT_EQ(origin_of(loaded.result->source, "/seed"), folder.file("shared/base.json"));
  EXPECT_EQ(origin_of(loaded.result->source, "/tags/a"), main);
  EXPECT_FALSE(loaded.result->document.get().contains("extends"));
}

TEST(ScenarioLoader, MistakesInALowerFileAreReportedThere) {
  const TemporaryFolder folder;
  const std::string base = folder.write("base.json", "{\n  \"seed\": -1 }");
  const std::string main = folder.write(
      "main.json", std::string(R"({"name": "m", "extends": "base.json", )") + kWorkloads + "}");
  EXPECT_THAT(load(main).first_error(), testing::StartsWith(base + ":2:11 #/seed: "));
}

TEST(ScenarioLoader, FlagsWinOverFiles) {
  const TemporaryFolder folder;
  const std::string main =
      folder.write("main.json", std::string(R"({"name": "m", "seed": 1, )") + kWorkloads + "}");
  const Loaded loaded = load(main, {{"seed", "2", "--seed 2"},
                                    {"seed", "3", "--set seed=3"},
                                    {"workloads.0.load.rate_rps", "20", "--set …rate_rps=20"}});
  ASSERT_TRUE(loaded.diagnostics.ok()) << loaded.first_error();
  EXPECT_EQ(loaded.scenario().seed, 3U) << "the last flag wins";
  EXPECT_EQ(loaded.scenario().workloads[0].load.raw.get()["rate_rps"], 20);
  EXPECT_EQ(origin_of(loaded.result->source, "/seed"), "--set seed=3");
}

TEST(ScenarioLoader, AWrongValueFromAFlagIsReportedAtTheFlag) {
  const TemporaryFolder folder;
  const std::string main =
      folder.write("main.json", std::string(R"({"name": "m", )") + kWorkloads + "}");
  EXPECT_EQ(load(main, {{"seed", "many", "--seed many"}}).first_error(),
            "--seed many #/seed: \"seed\" must be a whole number from 0 to 9007199254740991, found "
            "the string \"many\"");
  EXPECT_THAT(load(main, {{"sed", "1", "--set sed=1"}}).first_error(),
              AllOf(HasSubstr("--set sed=1 #/sed"), HasSubstr("did you mean \"seed\"")));
}

TEST(ScenarioLoader, FilesThatCannotBeReadAreNamedWithWhatToDo) {
  const TemporaryFolder folder;
  const Loaded missing = load(folder.file("none.json"));
  EXPECT_FALSE(missing.result);
  EXPECT_THAT(missing.first_error(), AllOf(HasSubstr("none.json"), HasSubstr("check the path")));
  EXPECT_THAT(load(folder.path().string()).first_error(), HasSubstr("is not a file"));
  EXPECT_THAT(load("/dev/zero").first_error(), HasSubstr("is not a file"));
  EXPECT_THAT(load("").first_error(), HasSubstr("check the path"));
  EXPECT_THAT(load(folder.write("list.json", "[1]")).first_error(), HasSubstr("is an object"));
  EXPECT_THAT(load(folder.write("cut.json", "{\"name\": ")).first_error(), HasSubstr(":1:10: "));
}

TEST(ScenarioLoader, AMissingBaseIsReportedWhereItIsAskedForAndTheRestIsStillRead) {
  const TemporaryFolder folder;
  const std::string main =
      folder.write("main.json", "{\"name\": \"m\",\n \"extends\": \"gone.json\", \"sed\": 1, " +
                                    std::string(kWorkloads) + "}");
  const Loaded loaded = load(main);
  ASSERT_TRUE(loaded.result);
  ASSERT_EQ(loaded.diagnostics.errors().size(), 2U);
  EXPECT_THAT(loaded.first_error(),
              AllOf(testing::StartsWith(main + ":2:13 #/extends"), HasSubstr("gone.json")));
  EXPECT_THAT(loaded.diagnostics.errors()[1].where, HasSubstr("#/sed"));
}

TEST(ScenarioLoader, ExtendsThatGoesInACircleIsAnErrorNotAHang) {
  const TemporaryFolder folder;
  const std::string a = folder.write("a.json", R"({"extends": "b.json"})");
  const std::string b = folder.write("b.json", R"({"extends": "./x/../a.json"})");
  (void)folder.write("x/unused.json", "{}");
  EXPECT_THAT(load(a).first_error(),
              AllOf(testing::StartsWith(b + ":1:13"), HasSubstr("leads back")));
  const std::string self = folder.write("self.json", R"({"extends": "self.json"})");
  EXPECT_THAT(load(self).first_error(), HasSubstr("leads back"));
}

TEST(ScenarioLoader, TwoBranchesMayShareABase) {
  const TemporaryFolder folder;
  (void)folder.write("base.json", std::string("{") + kWorkloads + "}");
  (void)folder.write("left.json", R"({"extends": "base.json", "name": "left"})");
  EXPECT_TRUE(load(folder.file("left.json")).diagnostics.ok());
  EXPECT_TRUE(
      load(folder.write("right.json", R"({"extends": "left.json", "seed": 1})")).diagnostics.ok());
}

TEST(ScenarioLoader, ExtendsIsHeldToEightFiles) {
  const auto chain = [](const TemporaryFolder& folder, int length) {
    for (int i = 0; i < length; ++i) {
      (void)folder.write(std::to_string(i) + ".json",
                         "{\"extends\": \"" + std::to_string(i + 1) + ".json\"}");
    }
    return folder.write(std::to_string(length) + ".json",
                        std::string(R"({"name": "end", )") + kWorkloads + "}");
  };
  const TemporaryFolder fits;
  (void)chain(fits, 8);
  EXPECT_TRUE(load(fits.file("0.json")).diagnostics.ok());
  const TemporaryFolder over;
  (void)chain(over, 9);
  EXPECT_THAT(load(over.file("0.json")).first_error(), HasSubstr("more than 8 files"));
}

TEST(ScenarioLoader, ExtendsMustNameAFile) {
  const TemporaryFolder folder;
  for (const char* wrong : {"7", "\"\"", "null", "[\"a.json\"]"}) {
    const std::string main = folder.write(
        "main.json", R"({"name": "m", "extends": )" + std::string(wrong) + ", " + kWorkloads + "}");
    const Loaded loaded = load(main);
    EXPECT_EQ(loaded.diagnostics.errors().size(), 1U) << wrong;
    EXPECT_THAT(loaded.first_error(), HasSubstr("must be the name of a file")) << wrong;
  }
}

TEST(ScenarioLoader, FileNamesAreRelativeToTheFileThatHoldsThem) {
  const TemporaryFolder folder;
  (void)folder.write("lib/base.json", std::string(R"({"target": {"ca_file": "ca.pem", )") +
                                          R"("mock": {"config": "../catalog.json"}}, )" +
                                          kWorkloads + "}");
  const std::string main =
      folder.write("main.json", R"({"name": "m", "extends": "lib/base.json"})");
  const Loaded loaded = load(main);
  EXPECT_EQ(loaded.scenario().target.mock.config, folder.file("catalog.json"));
  EXPECT_EQ(loaded.scenario().target.ca_file, folder.file("lib/ca.pem"));
}

TEST(ScenarioLoader, FileNamesInFlagsAreRelativeToTheCurrentFolder) {
  const TemporaryFolder folder;
  const std::string main =
      folder.write("main.json", std::string(R"({"name": "m", )") + kWorkloads + "}");
  const Loaded loaded =
      load(main, {{"target.mock.config", "x.json", "--set"}, {"target.ca_file", "/a/b", "--set"}});
  EXPECT_EQ(loaded.scenario().target.mock.config,
            (std::filesystem::current_path() / "x.json").string());
  EXPECT_EQ(loaded.scenario().target.ca_file, "/a/b");
}

TEST(ScenarioLoader, TargetsOfAnyShapeAreReportedNotTrippedOver) {
  const TemporaryFolder folder;
  for (const char* target : {"1", "[]", "null", R"({"mock": []})", R"({"mock": {"config": 1}})",
                             R"({"mock": ["x", {"config": 1}]})", R"({"ca_file": {}})"}) {
    const std::string main = folder.write(
        "main.json", R"({"name": "m", "target": )" + std::string(target) + ", " + kWorkloads + "}");
    EXPECT_EQ(load(main).diagnostics.errors().size(), 1U) << target;
  }
}

TEST(ScenarioLoader, TextInMemoryIsReadLikeAFile) {
  core::Diagnostics diagnostics;
  const auto loaded = load_text(std::string(R"({"name": "m", )") + kWorkloads + "}", "command line",
                                {{"seed", "5", "--seed 5"}}, diagnostics);
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(diagnostics.ok());
  EXPECT_EQ(loaded->scenario.seed, 5U);
  EXPECT_EQ(origin_of(loaded->source, "/name"), "command line");
  EXPECT_FALSE(load_text("{", "command line", {}, diagnostics));
}

}  // namespace
}  // namespace orbench::scenario
