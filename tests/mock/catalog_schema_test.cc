#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mock/config.h"
#include "tests/support/json_schema.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

json load(const std::string& name) {
  std::ifstream file(std::string(ORBENCH_SOURCE_DIR) + "/mock/catalog/" + name);
  return json::parse(file, nullptr, false);
}

TEST(CatalogSchema, HoldsForEveryCatalog) {
  for (const char* const name : {"default.json", "fixed.json", "routing.json"}) {
    EXPECT_EQ(support::schema_offences(load("schema/mock.v1.json"), load(name)), "") << name;
  }
}

TEST(CatalogSchema, RefusesWhatTheReaderRefuses) {
  struct Row {
    const char* sentence;
    const char* place;
    json value;
  };
  const std::vector<Row> rows = {
      {"an unknown key of a provider", "/providers/0/nmae", "N"},
      {"a slug with a variant", "/providers/0/slug", "north/wind"},
      {"a model without an author", "/models/0/id", "swift"},
      {"a modality that does not exist", "/models/0/input_modalities", {"smell"}},
      {"a share that leaves no answer", "/models/0/reasoning_share", 1.0},
      {"a score beyond the scale", "/models/0/scores/intelligence", 101},
      {"an unknown key of an endpoint", "/endpoints/0/quantisation", "fp8"},
      {"a price as a number", "/endpoints/0/pricing/prompt", 0.1},
      {"a price that does not exist", "/endpoints/0/pricing/smell", "0"},
      {"a delay without a shape", "/endpoints/0/ttft", json::object()},
      {"a tail beyond belief", "/endpoints/0/ttft/sigma", 9}};
  const json schema = load("schema/mock.v1.json");
  for (const Row& row : rows) {
    json document = load("default.json");
    document[json::json_pointer(row.place)] = row.value;
    EXPECT_NE(support::schema_offences(schema, document), "") << row.sentence;
    EXPECT_FALSE(parse_config(document.dump(), "c.json")) << row.sentence;
  }
}

}  // namespace
}  // namespace orbench::mock
