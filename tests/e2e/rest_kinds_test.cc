// The shipped scenarios of embeddings, rerank, transcription, video and the control plane, against
// the mock.

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

json parsed(const std::string& text) {
  return json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
}

class RestKinds : public Orbench {
 protected:
  void SetUp() override {
    Orbench::SetUp();
    json catalog = parsed(text_of("mock/catalog/default.json"));
    catalog["settings"]["log_content"] = true;
    catalog["settings"]["generation_delay_ms"] = 0;
    for (json& endpoint : catalog["endpoints"]) {
      const bool film = endpoint["model"] == "palette/reel-video";
      endpoint["ttft"] = {{"fixed_ms", film ? 60 : 1}};
      endpoint["gap"] = {{"fixed_ms", film ? 60 : 0}};
    }
    write("quick.json", catalog.dump());
  }

  /// A file of the source tree.
  static std::string text_of(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(std::string(ORBENCH_SOURCE_DIR) + "/" + name, std::ios::binary).rdbuf();
    return text.str();
  }
  /// A shipped scenario on a mock that answers at once, with `load` for each of its workloads.
  support::ProcessResult run_shipped(const std::string& name, const json& load,
                                     std::vector<std::string> more = {}) {
    const std::string shipped = "scenarios/endpoints/" + name + ".json";
    const json scenario = parsed(text_of(shipped));
    std::vector<std::string> arguments = {std::string(ORBENCH_SOURCE_DIR) + "/" + shipped, "--set",
                                          "target.mock.config=" + path("quick.json")};
    for (std::size_t i = 0; i < scenario["workloads"].size(); ++i) {
      arguments.insert(arguments.end(),
                       {"--set", "workloads." + std::to_string(i) + ".load=" + load.dump()});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run("r", arguments);
  }
  static json few(int requests) {
    return {{"arrivals", "closed"}, {"concurrency", 2}, {"requests", requests}};
  }
  [[nodiscard]] json metric(std::size_t cell, const std::string& name) const {
    return summary("r")["cells"][cell]["metrics"].value(name, json());
  }
};

TEST_F(RestKinds, EmbeddingsAreCountedAndHeldToWhatWasAsked) {
  const auto done = run_shipped("embeddings", few(12));
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["ok"], 36);
  EXPECT_GT(result["totals"]["cost_usd"], 0);
  EXPECT_GT(result["totals"]["prompt_tokens"], 100);
  expect_counters_add_up(result, samples("r"));
  for (const json& sample : samples("r")) {
    const std::map<std::string, int> inputs = {{"one", 1}, {"batch", 8}, {"tokens", 2}};
    EXPECT_EQ(sample["items"], inputs.at(sample["workload"])) << sample;
    EXPECT_EQ(sample["product"], "vectors");
    EXPECT_THAT(sample["generation_id"], testing::StartsWith("gen-"));
  }
  EXPECT_EQ(metric(0, "items_per_s")["count"], 6);
  EXPECT_EQ(metric(0, "input_tps")["count"], 6);
  EXPECT_FALSE(metric(0, "ttft").is_object());
}

TEST_F(RestKinds, RerankKnowsWhoServed) {
  const auto done = run_shipped("rerank", few(12));
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["ok"], 24);
  EXPECT_GT(result["totals"]["cost_usd"], 0);
  std::set<std::string> providers;
  for (const json& sample : samples("r")) providers.insert(sample["provider"]);
  for (const std::string& provider : providers) {
    EXPECT_THAT(provider, testing::AnyOf("Saltmarsh", "Perch"));
  }
  EXPECT_EQ(samples("r")[0]["items"], samples("r")[0]["workload"] == "texts" ? 6 : 3);
}

TEST_F(RestKinds, TranscriptionKnowsTheLengthOfItsSoundInBothForms) {
  const auto done = run_shipped("transcription", few(10));
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_EQ(summary("r")["totals"]["ok"], 20);
  EXPECT_GT(summary("r")["totals"]["cost_usd"], 0);
  for (const json& sample : samples("r")) {
    EXPECT_EQ(sample["audio_us"], 1000000) << "one second, by the header of the file";
    EXPECT_GT(sample["output_tokens"], 0);
  }
  EXPECT_EQ(metric(0, "rtf")["count"], 10);
  EXPECT_EQ(metric(1, "rtf")["count"], 10);
}

TEST_F(RestKinds, AVideoIsOneRecordOfThreePhases) {
  const auto done =
      run_shipped("video", {{"arrivals", "closed"}, {"concurrency", 6}, {"requests", 12}},
                  {"--set", "workloads.0.job.poll_ms=20"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["offered"], 12);
  EXPECT_EQ(result["totals"]["ok"], 12);
  EXPECT_GT(result["totals"]["cost_usd"], 0);
  expect_counters_add_up(result, samples("r"));
  for (const json& sample : samples("r")) {
    EXPECT_LT(sample["job_accepted_us"], sample["job_started_us"]);
    EXPECT_LT(sample["job_started_us"], sample["job_completed_us"]);
    EXPECT_LE(sample["job_completed_us"], sample["job_download_us"]);
    EXPECT_LT(sample["job_download_us"], sample["done_us"]);
    EXPECT_GT(sample["bytes_received"], 200000) << "the film is fetched";
    // However late the client saw either, it was not before the mock's queue could be over.
    EXPECT_GE(sample["job_started_us"].get<double>() - sample["sent_us"].get<double>(), 59000);
    EXPECT_THAT(sample["generation_id"], testing::StartsWith("gen-vid-"));
  }
  for (const char* name : {"job_queue", "job_render", "job_download"}) {
    EXPECT_EQ(metric(0, name)["count"], 12) << name;
  }
}

TEST_F(RestKinds, AVideoThatFailsOrLastsTooLongIsCountedAsThat) {
  const json load = {{"arrivals", "closed"}, {"concurrency", 4}, {"requests", 4}};
  run_shipped(
      "video", load,
      {"--set", "workloads.0.job.poll_ms=20", "--set", "target.mock.faults=[\"video_fails\"]"});
  EXPECT_EQ(summary("r")["totals"]["outcomes"]["in_band_error"], 4);
  run("late",
      {std::string(ORBENCH_SOURCE_DIR) + "/scenarios/endpoints/video.json", "--set",
       "target.mock.config=" + path("quick.json"), "--set", "workloads.0.load=" + load.dump(),
       "--set", R"(workloads.0.job={"poll_ms":10,"queue_timeout_ms":30})"});
  const json late = summary("late");
  EXPECT_EQ(late["totals"]["outcomes"]["timeout_total"], 4);
  EXPECT_THAT(late["cells"][0]["errors"][0]["message"].get<std::string>(),
              HasSubstr("job.queue_timeout_ms"));
}

TEST_F(RestKinds, EveryOperationOfTheApiAnswersAsDocumented) {
  json scenario = parsed(text_of("scenarios/endpoints/all-87.json"));
  scenario["target"]["mock"]["config"] = path("quick.json");
  for (json& workload : scenario["workloads"]) {
    const auto cells = workload.contains("matrix") ? workload["matrix"]["request.operation"].size()
                                                   : std::size_t{1};
    workload["load"]["requests"] = cells;
    if (workload.contains("job")) workload["job"]["poll_ms"] = 300;
  }
  write("data/tone.wav", text_of("scenarios/endpoints/data/tone.wav"));
  scenario.erase("$schema");
  const auto done = run("r", {write("all.json", scenario.dump())});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["offered"], 87);
  std::set<std::string> judged;
  for (const json& check : result["checks"]) {
    const std::string name = check["check"];
    if (name.rfind("contract ", 0) != 0) continue;
    EXPECT_EQ(check["verdict"], "passed") << check;
    judged.insert(name);
  }
  EXPECT_EQ(judged.size(), 87U);
  expect_counters_add_up(result, samples("r"));
}

TEST_F(RestKinds, NineKindsAtOnceEndWithoutAnErrorAndAddUp) {
  const auto done =
      run("r", {std::string(ORBENCH_SOURCE_DIR) + "/scenarios/endpoints/all-kinds.json", "--set",
                "target.mock.config=" + path("quick.json"), "--set", "workloads.8.job.poll_ms=20",
                "--workers", "2"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["totals"]["offered"], 1800);
  EXPECT_EQ(result["totals"]["ok"], 1800);
  std::map<std::string, int> products;
  double cost = 0;
  const std::vector<json> all = samples("r");
  for (const json& sample : all) {
    ++products[sample.value("product", "tokens")];
    cost += sample.value("cost_usd", 0.0);
  }
  EXPECT_EQ(products["tokens"], 600);
  for (const char* product : {"vectors", "scores", "images", "sound", "transcript", "video"}) {
    EXPECT_EQ(products[product], 200) << product;
  }
  EXPECT_NEAR(result["totals"]["cost_usd"].get<double>(), cost, 1e-6);
  expect_counters_add_up(result, all);
}

}  // namespace
}  // namespace orbench::e2e
