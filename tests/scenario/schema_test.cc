// Holds scenarios/schema/scenario.v1.json against the reader: both must take and refuse the same.
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"
#include "tests/scenario/mutants.h"
#include "tests/support/json_schema.h"

namespace orbench::scenario {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

fs::path scenario_folder() { return fs::path(ORBENCH_SOURCE_DIR) / "scenarios"; }

const json& schema_document() {
  static const json kDocument = json::parse(text_of(scenario_folder() / "schema/scenario.v1.json"));
  return kDocument;
}

json without_comments(const std::string& text) {
  return json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
}

/// Empty when the schema takes the document, else what it says.
std::string refusal(const json& document) {
  return support::schema_offences(schema_document(), document);
}

TEST(ScenarioSchema, TakesWhatTheReaderTakes) {
  EXPECT_EQ(refusal(without_comments(sound_scenario())), "");
  EXPECT_EQ(refusal(json::parse(R"({"name":"n","workloads":[{"name":"w","endpoint":"e"}]})")), "");
  EXPECT_EQ(refusal(json::parse(R"({"extends":"base.json","seed":1})")), "")
      << "a file that extends another may leave the rest to it";
}

TEST(ScenarioSchema, TakesTheEffectiveScenario) {
  core::Diagnostics diagnostics;
  const auto loaded = load_text(sound_scenario(), "f.json", {}, diagnostics);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(refusal(json::parse(effective_json(loaded->scenario).get().dump())), "");
}

TEST(ScenarioSchema, RefusesWhatTheReaderRefuses) {
  for (const Mutant& mutant : mutants()) {
    const json document = without_comments(apply(mutant));
    ASSERT_FALSE(document.is_discarded()) << mutant.to;
    EXPECT_EQ(!refusal(document).empty(), mutant.schema_sees) << mutant.from << " -> " << mutant.to;
  }
  EXPECT_NE(refusal(json::parse(R"({"name":"n"})")), "");
  EXPECT_NE(refusal(json::parse(R"({"name":"n","workloads":[]})")), "");
}

TEST(ScenarioSchema, NamesTheDefaultsThatTheReaderUses) {
  core::Diagnostics diagnostics;
  const auto loaded =
      load_text(R"({"name":"n","workloads":[{"name":"w","endpoint":"e"}]})", "f", {}, diagnostics);
  ASSERT_TRUE(loaded);
  const json effective = json::parse(effective_json(loaded->scenario).get().dump());
  int compared = 0;
  // Walks schema and value side by side, as far as the value goes.
  const std::function<void(const json&, const json&, const std::string&)> compare =
      [&](const json& schema, const json& value, const std::string& at) {
        if (schema.contains("default")) {
          EXPECT_EQ(schema["default"], value) << at;
          ++compared;
        }
        if (schema.contains("$ref")) {
          const std::string ref = schema["$ref"];
          compare(schema_document()[json::json_pointer(ref.substr(1))], value, at);
        }
        if (!schema.contains("properties") || !value.is_object()) return;
        for (const auto& item : value.items()) {
          ASSERT_TRUE(schema["properties"].contains(item.key())) << at << "/" << item.key();
          compare(schema["properties"][item.key()], item.value(), at + "/" + item.key());
        }
      };
  compare(schema_document(), effective, "");
  const json& workload = schema_document()["definitions"]["workload"];
  compare(workload, effective["workloads"][0], "/workloads/0");
  EXPECT_GE(compared, 25) << "the walk lost its way";
}

TEST(ScenarioSchema, RefusesUnknownKeysInEveryObjectThatTheReaderReads) {
  for (const char* name : {"timeouts", "target", "engine", "limits", "workload"}) {
    EXPECT_EQ(schema_document()["definitions"][name]["additionalProperties"], false) << name;
  }
}

TEST(ShippedScenarios, AreSoundForReaderAndSchema) {
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(scenario_folder())) {
    const fs::path& path = entry.path();
    if (path.extension() != ".json" || path.parent_path().filename() == "schema") continue;
    ++seen;
    core::Diagnostics diagnostics;
    (void)load_file(path.string(), {}, diagnostics);
    for (const core::Error& error : diagnostics.errors()) {
      ADD_FAILURE() << error.where << ": " << error.message;
    }
    EXPECT_EQ(refusal(without_comments(text_of(path))), "") << path;
  }
  EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace orbench::scenario
