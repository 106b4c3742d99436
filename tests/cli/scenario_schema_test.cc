// Holds scenarios/schema/scenario.v1.json against the reader, which is everything that compiles a
// scenario: both must take and refuse the same.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/cli/compiled_scenario.h"
#include "harness/cli/scenario_text.h"
#include "harness/load/arrival.h"
#include "harness/load/rate_curve.h"
#include "harness/protocol/endpoint.h"
#include "harness/search/search.h"
#include "harness/verify/check.h"
#include "tests/cli/scenario_corpus.h"
#include "tests/support/json_schema.h"
#include "tests/support/temporary_folder.h"

namespace orbench::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
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
  static const support::JsonSchema kSchema(schema_document());
  return kSchema.offences(document);
}

struct Reading {
  std::unique_ptr<CompiledScenario> compiled;
  std::string mistakes;            ///< a line each
  std::set<std::string> pointers;  ///< of the mistakes
};

Reading read(const ScenarioOrigin& origin) {
  core::Diagnostics diagnostics;
  Reading reading;
  reading.compiled = compile_scenario(origin, {}, false, diagnostics);
  for (const core::Error& error : diagnostics.errors()) {
    reading.mistakes += error.where + ": " + error.message + "\n";
    const std::size_t hash = error.where.find('#');
    if (hash != std::string::npos) reading.pointers.insert(error.where.substr(hash + 1));
  }
  return reading;
}

Reading read_text(const std::string& text) { return read({"m.json", text}); }

json effective_of(const Reading& reading) {
  return json::parse(scenario::effective_json(reading.compiled->loaded.scenario).get().dump());
}

class ScenarioSchema : public testing::Test {
 protected:
  support::TemporaryFolder folder_;
  std::string data_file_ = folder_.write(kDataFile, kDataText);
  nlohmann::ordered_json sound_ = sound_scenario(folder_.path().string());
};

TEST_F(ScenarioSchema, TakesWhatTheReaderTakes) {
  const Reading reading = read_text(sound_.dump());
  EXPECT_EQ(reading.mistakes, "");
  EXPECT_EQ(refusal(json::parse(sound_.dump())), "");
  EXPECT_EQ(refusal(effective_of(reading)), "") << "what a run folder keeps";
  EXPECT_EQ(refusal(json::parse(R"({"extends": "base.json", "seed": 1})")), "")
      << "a file that extends another may leave the rest to it";
}

TEST_F(ScenarioSchema, RefusesWhatTheReaderRefuses) {
  const std::vector<Mutant> all = mutants(sound_);
  EXPECT_GE(all.size(), 150U);
  std::size_t reader_only = 0;
  for (const Mutant& mutant : all) {
    const std::string text = apply(mutant, sound_).dump();
    const std::string what = mutant.at + " = " + mutant.value;
    const std::string where = mutant.where.empty() ? mutant.at : mutant.where;
    const Reading reading = read_text(text);
    EXPECT_TRUE(reading.pointers.contains(where)) << what << "\n" << reading.mistakes;
    if (mutant.reader_only.empty()) {
      EXPECT_NE(refusal(json::parse(text)), "") << what;
    } else {
      ++reader_only;
      EXPECT_EQ(refusal(json::parse(text)), "") << what << " can be said: " << mutant.reader_only;
    }
  }
  EXPECT_LE(reader_only, 20U) << "the list of what only the reader sees stays short";
}

TEST_F(ScenarioSchema, NamesTheDefaultsThatTheReaderUses) {
  const json effective = effective_of(read_text(R"({"name": "n",
    "data": {"d": {"file": ")" + data_file_ + R"("}},
    "workloads": [{"name": "w", "endpoint": "chat", "load": {"requests": 1},
                   "request": {"messages": [{"role": "user", "content": "hi"}]}}]})"));
  int compared = 0;
  // Walks schema and value side by side, as far as the value goes.
  const std::function<void(const json&, const json&, const std::string&)> compare =
      [&](const json& schema, const json& value, const std::string& at) {
        if (schema.contains("default") && at != "/data" && at != "/workloads/0/request") {
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
  const json& definitions = schema_document()["definitions"];
  compare(schema_document(), effective, "");
  compare(definitions["workload"], effective["workloads"][0], "/workloads/0");
  compare(definitions["data_set"], effective["data"]["d"], "/data/d");
  EXPECT_GE(compared, 28) << "the walk lost its way";
}

TEST_F(ScenarioSchema, DescribesEveryKey) {
  const std::function<void(const json&, const std::string&)> visit = [&](const json& schema,
                                                                         const std::string& at) {
    if (!schema.is_structured()) return;
    if (schema.is_object() && schema.contains("properties") && schema.contains("type")) {
      for (const auto& item : schema["properties"].items()) {
        const json& key = item.value();
        const bool by_definition =
            key.contains("$ref") &&
            schema_document()[json::json_pointer(key["$ref"].get<std::string>().substr(1))]
                .contains("description");
        EXPECT_TRUE(key.contains("description") || by_definition) << at << "/" << item.key();
      }
    }
    for (const auto& item : schema.items()) visit(item.value(), at + "/" + item.key());
  };
  visit(schema_document(), "");
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

TEST_F(ScenarioSchema, HasEveryKeyAndDefaultInTheReference) {
  const std::string reference = text_of(scenario_folder() / "README.md");
  // The lines of the tables that tell of a key.
  const auto lines_on = [&reference](const std::string& key) {
    std::string found;
    std::istringstream lines(reference);
    std::string line;
    while (std::getline(lines, line)) {
      if (line.find("`" + key + "`") != std::string::npos ||
          line.find("\"" + key + "\"") != std::string::npos) {
        found += line + "\n";
      }
    }
    return found;
  };
  int keys = 0;
  const std::function<void(const json&)> visit = [&](const json& schema) {
    if (!schema.is_structured()) return;
    if (schema.is_object() && schema.contains("properties") && schema.contains("type")) {
      for (const auto& item : schema["properties"].items()) {
        ++keys;
        const std::string lines = lines_on(item.key());
        EXPECT_NE(lines, "") << item.key();
        const json& key = item.value();
        if (!key.contains("default") || key["default"] == "") continue;
        const std::string value =
            key["default"].is_string() ? key["default"].get<std::string>() : key["default"].dump();
        EXPECT_NE(without_blanks(lines).find(without_blanks(value)), std::string::npos)
            << item.key() << ": default " << value;
      }
    }
    for (const json& inner : schema) visit(inner);
  };
  visit(schema_document());
  EXPECT_GT(keys, 60) << "the walk lost its way";
}

TEST_F(ScenarioSchema, ListsTheKindsOfThisBuild) {
  const json& definitions = schema_document()["definitions"];
  const auto listed = [](const json& schema) {
    return schema["enum"].get<std::set<std::string>>();
  };
  const auto endpoints = listed(definitions["workload"]["properties"]["endpoint"]);
  for (const std::string& name : protocol::endpoint_names()) {
    EXPECT_TRUE(endpoints.contains(name)) << name;
  }
  std::set<std::string> arrivals;
  for (const load::ArrivalInfo& kind : load::list_arrivals()) arrivals.insert(kind.name);
  EXPECT_EQ(listed(definitions["load"]["properties"]["arrivals"]), arrivals);
  std::set<std::string> shapes;
  for (const load::CurveInfo& kind : load::list_curves()) shapes.insert(kind.name);
  EXPECT_EQ(listed(definitions["curve"]["properties"]["shape"]), shapes);
  std::set<std::string> searches;
  for (const search::SearchInfo& kind : search::list_searches()) searches.insert(kind.name);
  EXPECT_EQ(listed(definitions["search"]["properties"]["for"]), searches);
  std::set<std::string> checks;
  for (const json& kind : definitions["check"]["anyOf"]) {
    checks.insert(kind["$ref"].get<std::string>().substr(std::string("#/definitions/").size()));
  }
  std::set<std::string> known;
  for (const verify::CheckKind& kind : verify::check_kinds()) known.emplace(kind.key);
  EXPECT_EQ(checks, known);
}

TEST_F(ScenarioSchema, TakesEveryShippedScenario) {
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(scenario_folder())) {
    const fs::path& path = entry.path();
    if (path.extension() != ".json" || path.parent_path().filename() == "schema") continue;
    ++seen;
    const Reading reading = read({path.string(), ""});
    EXPECT_EQ(reading.mistakes, "") << path;
    EXPECT_EQ(refusal(without_comments(text_of(path))), "") << path;
    ASSERT_NE(reading.compiled, nullptr) << path;
    EXPECT_EQ(refusal(effective_of(reading)), "") << path << ", effective";
  }
  EXPECT_GT(seen, 0);
}

TEST_F(ScenarioSchema, TakesWhatInitWritesForEveryKind) {
  for (const protocol::Endpoint* endpoint : protocol::all_endpoints()) {
    const std::string text = starter_scenario(*endpoint);
    EXPECT_EQ(read_text(text).mistakes, "") << endpoint->name();
    EXPECT_EQ(refusal(without_comments(text)), "") << endpoint->name();
  }
}

}  // namespace
}  // namespace orbench::cli
