#include "mock/config.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mock/mock_fixture.h"

namespace orbench::mock {
namespace {

using ::testing::HasSubstr;

TEST(MockConfig, BuiltInCatalogIsValidAndVaried) {
  const auto config = load_config(std::nullopt);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->catalog.models().size(), 20U);
  EXPECT_EQ(config->catalog.providers().size(), 15U);
  EXPECT_GE(config->catalog.endpoints().size(), 40U);
  for (const Model& model : config->catalog.models()) {
    EXPECT_FALSE(config->catalog.endpoints_of(model.id).empty()) << model.id;
  }
  ASSERT_NE(config->catalog.find_model("acme/sage-70b"), nullptr);
  EXPECT_GT(config->catalog.find_model("acme/sage-70b")->reasoning_share, 0.0);
}

TEST(MockConfig, FileOfTheBuiltInCatalogIsTheBuiltInCatalog) {
  const auto file = load_config(std::string(ORBENCH_SOURCE_DIR) + "/mock/catalog/default.json");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->catalog.endpoints().size(),
            load_config(std::nullopt)->catalog.endpoints().size());
}

TEST(MockConfig, ReadsEverySetting) {
  const Config config = config_from(quick_config(
      R"("tokens_per_chunk": 3, "keep_alive": {"count": 2, "interval_ms": 5},
         "usage_chunk": "null_finish", "allow_fault_header": false, "max_body_bytes": 2048,
         "admin": true, "ground_truth": {"enabled": false, "keep_requests": 9, "keep_tokens": 8})",
      R"("truncated", "status_500:0.25")"));
  EXPECT_EQ(config.settings.seed, 7U);
  EXPECT_EQ(config.settings.start_unix, 1700000000);
  EXPECT_EQ(config.settings.tokens_per_chunk, 3);
  EXPECT_EQ(config.settings.keep_alive_count, 2);
  EXPECT_EQ(config.settings.keep_alive_interval, std::chrono::milliseconds(5));
  EXPECT_EQ(config.settings.usage_chunk, UsageChunk::kNullFinish);
  EXPECT_FALSE(config.settings.allow_fault_header);
  EXPECT_EQ(config.settings.max_body_bytes, 2048);
  EXPECT_TRUE(config.settings.admin);
  EXPECT_FALSE(config.settings.ground_truth.enabled);
  EXPECT_EQ(config.settings.ground_truth.keep_requests, 9);
  EXPECT_EQ(config.settings.ground_truth.keep_tokens, 8);
  ASSERT_EQ(config.faults.size(), 2U);
  EXPECT_EQ(config.faults[1].name, "status_500");
  EXPECT_EQ(config.faults[1].probability, 0.25);
  EXPECT_EQ(config.catalog.endpoints()[1].prompt_price.per_token, core::Usd::from_pico(500'000));
}

TEST(MockConfig, NamesTheMistakeAndItsPlace) {
  struct Row {
    const char* sentence;
    std::string text;
    std::vector<std::string> expected;
  };
  const auto endpoint = [](const std::string& members) {
    return R"({"providers": [{"name": "P", "slug": "p"}], "models": [{"id": "a/m"}],
               "endpoints": [{"model": "a/m", "provider": "p",)" +
           members + "}]}";
  };
  const std::string pricing = R"("pricing": {"prompt": "0.1", "completion": "0"})";
  const std::string delays = R"("ttft": {"fixed_ms": 1}, "gap": {"fixed_ms": 1})";
  const std::vector<Row> rows = {
      {"text that is no JSON", "{", {"c.json:1:"}},
      {"a catalog without models", "{}", {"at least one model", "models"}},
      {"more ground truth than fits into memory",
       R"({"settings": {"ground_truth": {"keep_requests": 20000, "keep_tokens": 2000}}})",
       {"ground_truth/keep_tokens", "keep fewer"}},
      {"an unknown key, with the nearest known one", R"({"modells": []})", {"modells", "models"}},
      {"an unknown setting",
       R"({"settings": {"sed": 1}, "models": [{"id": "a/m"}]})",
       {"sed", "seed", "/settings"}},
      {"a model without an author",
       R"({"models": [{"id": "m"}]})",
       {"author/model", "/models/0/id"}},
      {"a model listed twice",
       R"({"models": [{"id": "a/m"}, {"id": "a/m"}]})",
       {"listed twice", "/models/1/id"}},
      {"an endpoint of an unknown model",
       R"({"models": [{"id": "a/m"}], "providers": [{"name": "P", "slug": "p"}],
           "endpoints": [{"model": "a/n", "provider": "p", "ttft": {"fixed_ms": 1},
             "gap": {"fixed_ms": 1}, "pricing": {"prompt": "0", "completion": "0"}}]})",
       {"a/n", "not listed", "/endpoints/0/model"}},
      {"an endpoint of an unknown provider",
       R"({"models": [{"id": "a/m"}], "providers": [{"name": "P", "slug": "pine"}],
           "endpoints": [{"model": "a/m", "provider": "pin", "ttft": {"fixed_ms": 1},
             "gap": {"fixed_ms": 1}, "pricing": {"prompt": "0", "completion": "0"}}]})",
       {"pin", "pine", "/endpoints/0/provider"}},
      {"a tag of another provider",
       endpoint(R"("tag": "q/x",)" + pricing + "," + delays),
       {"p/", "/endpoints/0/tag"}},
      {"a price that is no number",
       endpoint(R"("pricing": {"prompt": "cheap", "completion": "0"},)" + delays),
       {"cheap", "USD per token", "/endpoints/0/pricing/prompt"}},
      {"a negative price",
       endpoint(R"("pricing": {"prompt": "-1", "completion": "0"},)" + delays),
       {"-1", "no price"}},
      {"a price surely meant per million",
       endpoint(R"("pricing": {"prompt": "3", "completion": "0"},)" + delays),
       {"USD per token"}},
      {"an endpoint without prices", endpoint(delays), {"pricing", "missing"}},
      {"an endpoint without delays", endpoint(pricing), {"ttft", "missing", "gap"}},
      {"a delay without a shape",
       endpoint(pricing + R"(, "ttft": {}, "gap": {"fixed_ms": 1})"),
       {"fixed_ms", "median_ms"}},
      {"a negative delay",
       endpoint(pricing + R"(, "ttft": {"fixed_ms": -1}, "gap": {"fixed_ms": 1})"),
       {"fixed_ms"}},
      {"a tail beyond belief",
       endpoint(pricing + R"(, "ttft": {"median_ms": 1, "sigma": 9}, "gap": {"fixed_ms": 1})"),
       {"sigma"}},
      {"an unknown fault",
       R"({"models": [{"id": "a/m"}], "faults": ["truncate"]})",
       {"truncate", "truncated", "/faults/0"}},
      {"a fault that is no string",
       R"({"models": [{"id": "a/m"}], "faults": [5]})",
       {"NAME", "/faults/0"}}};
  for (const Row& row : rows) {
    const auto config = parse_config(row.text, "c.json");
    ASSERT_FALSE(config) << row.sentence;
    const std::string told = config.error().where + ": " + config.error().message;
    for (const std::string& part : row.expected) EXPECT_THAT(told, HasSubstr(part)) << row.sentence;
  }
}

TEST(MockConfig, TellsAllMistakesAtOnce) {
  const auto config = parse_config(R"({"settings": {"seed": -1, "usage_chunk": "newest"},
                                       "models": [{"id": "m"}]})",
                                   "c.json");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("3 mistakes in c.json"));
}

TEST(MockConfig, SaysWhichFileIsMissing) {
  const auto config = load_config("/nowhere/at/all.json");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, core::ErrorCode::kNotFound);
  EXPECT_THAT(config.error().message, HasSubstr("/nowhere/at/all.json"));
}

}  // namespace
}  // namespace orbench::mock
