#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::StartsWith;

/// Runs the shipped scenarios of one endpoint kind each, shortened: every workload sends a few
/// requests, and the mock's own catalog answers without its waits.
class EndpointScenario : public Orbench {
 protected:
  void SetUp() override {
    Orbench::SetUp();
    std::ostringstream text;
    text << std::ifstream(ORBENCH_SOURCE_DIR "/mock/catalog/default.json").rdbuf();
    json catalog = json::parse(text.str(), nullptr, false, true);
    ASSERT_TRUE(catalog.is_object());
    for (json& endpoint : catalog["endpoints"]) {
      endpoint["ttft"] = {{"fixed_ms", 1}};
      endpoint["gap"] = {{"fixed_ms", 0.2}};
    }
    write("calm.json", catalog.dump());
  }

  /// Runs `kind`.json with so many workloads and gives its samples.
  std::vector<json> run_shipped(const std::string& kind, int workloads) {
    std::vector<std::string> arguments = {
        ORBENCH_SOURCE_DIR "/scenarios/endpoints/" + kind + ".json", "--set",
        "target.mock.config=" + path("calm.json")};
    for (int i = 0; i < workloads; ++i) {
      arguments.insert(
          arguments.end(),
          {"--set", "workloads." + std::to_string(i) +
                        R"(.load={"arrivals":"closed","concurrency":2,"requests":8})"});
    }
    const auto done = run(kind, arguments);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    const json result = summary(kind);
    const std::vector<json> all = samples(kind);
    EXPECT_EQ(result["totals"]["ok"], 8 * workloads);
    expect_counters_add_up(result, all);
    return all;
  }

  /// The metrics of the cell that has this label, or of the workload if there is none.
  json metrics_of(const std::string& kind, const std::string& workload,
                  const std::string& label = "") const {
    const json result = summary(kind);
    for (const json& cell : result["cells"]) {
      if (cell["workload"] == workload && cell["labels"].dump().find(label) != std::string::npos) {
        return cell["metrics"];
      }
    }
    ADD_FAILURE() << "no cell " << workload << " " << label;
    return {};
  }
};

/// What every reply of a language model must have told, whatever its wire.
void expect_model_answer(const json& sample) {
  EXPECT_EQ(sample["outcome"], "ok") << sample.dump();
  EXPECT_GT(sample["output_tokens"], 0) << sample.dump();
  EXPECT_GT(sample["prompt_tokens"], 0) << sample.dump();
  EXPECT_GT(sample["cost_usd"], 0) << sample.dump();
  EXPECT_EQ(sample["model"], sample["model_asked"]) << sample.dump();
  EXPECT_THAT(sample.value("generation_id", ""), StartsWith("gen-"));
  EXPECT_NE(sample.value("provider", ""), "") << sample.dump();
  EXPECT_NE(sample.value("finish_reason", ""), "") << sample.dump();
  EXPECT_EQ(sample.value("product", ""), "");
  EXPECT_EQ(sample.contains("first_answer_us"), sample["stream"].get<bool>()) << sample.dump();
}

void expect_shown_thinking(const json& sample) {
  EXPECT_EQ(sample["reasoning"], "text") << sample.dump();
  EXPECT_GT(sample["reasoning_tokens"], 0) << sample.dump();
  EXPECT_LE(sample["first_reasoning_us"], sample["first_answer_us"]) << sample.dump();
}

TEST_F(EndpointScenario, ChatAnswersThinksAndCallsTools) {
  int streams = 0;
  for (const json& sample : run_shipped("chat", 3)) {
    expect_model_answer(sample);
    streams += sample["stream"].get<bool>() ? 1 : 0;
    if (sample["workload"] == "thinking") expect_shown_thinking(sample);
    if (sample["workload"] == "tool") {
      EXPECT_THAT(sample["finish_reason"], testing::AnyOf("tool_calls", "length"));
    }
  }
  EXPECT_EQ(streams, 20) << "half of the answers are plain";
  EXPECT_EQ(metrics_of("chat", "answer", "true")["ttft"]["count"], 4);
  EXPECT_FALSE(metrics_of("chat", "answer", "false").contains("ttft"));
}

TEST_F(EndpointScenario, ResponsesTellWhoServedThem) {
  for (const json& sample : run_shipped("responses", 2)) {
    expect_model_answer(sample);
    EXPECT_EQ(sample["tier"], "default") << sample.dump();
  }
  EXPECT_EQ(metrics_of("responses", "responses", "true")["ttft"]["count"], 4);
}

TEST_F(EndpointScenario, MessagesCountWhatTheirLastEventSays) {
  for (const json& sample : run_shipped("messages", 2)) {
    expect_model_answer(sample);
    EXPECT_EQ(sample["tier"], "default") << "which this wire calls standard";
    if (sample["workload"] == "thinking") expect_shown_thinking(sample);
  }
}

TEST_F(EndpointScenario, ImagesComeInDraftsOrAtOnce) {
  for (const json& sample : run_shipped("images", 2)) {
    EXPECT_EQ(sample["outcome"], "ok") << sample.dump();
    EXPECT_EQ(sample["product"], "images");
    const bool drafts = sample["workload"] == "drafts";
    EXPECT_EQ(sample["items"], drafts ? 1 : 2) << sample.dump();
    EXPECT_GT(sample["cost_usd"], 0);
    EXPECT_THAT(sample.value("generation_id", ""), StartsWith("gen-"));
    EXPECT_FALSE(sample.contains("provider")) << "this wire does not say";
    EXPECT_GE(sample["first_answer_us"], sample["headers_us"]);
    EXPECT_FALSE(sample.contains("token_events"));
    EXPECT_EQ(sample.contains("first_event_us"), sample["stream"].get<bool>());
    EXPECT_TRUE(drafts || !sample["stream"].get<bool>()) << "a model that cannot";
  }
  const json drafts = metrics_of("images", "drafts", "\"true\"");
  EXPECT_EQ(drafts["first_image"]["count"], 4);
  EXPECT_EQ(drafts["items_per_s"]["count"], 4);
  EXPECT_EQ(drafts["items_per_s"]["unit"], "1/s");
  EXPECT_FALSE(drafts.contains("ttft"));
}

TEST_F(EndpointScenario, SpeechIsMeasuredByItsSound) {
  for (const json& sample : run_shipped("speech", 1)) {
    EXPECT_EQ(sample["outcome"], "ok") << sample.dump();
    EXPECT_EQ(sample["product"], "sound");
    EXPECT_GT(sample["bytes_received"], 1000);
    EXPECT_THAT(sample.value("generation_id", ""), StartsWith("gen-tts-"));
    EXPECT_GE(sample["first_answer_us"], sample["headers_us"]);
    EXPECT_FALSE(sample.contains("cost_usd")) << "this wire does not say";
  }
  const json pcm = metrics_of("speech", "speech", "pcm");
  EXPECT_EQ(pcm["first_body"]["count"], 4);
  EXPECT_EQ(pcm["audio_rate"]["count"], 4);
  EXPECT_GT(pcm["audio_rate"]["min"], 1);
  const json mp3 = metrics_of("speech", "speech", "mp3");
  EXPECT_EQ(mp3["first_body"]["count"], 4);
  EXPECT_FALSE(mp3.contains("audio_rate"));
}

struct KindFault {
  const char* kind;
  const char* request;
  const char* fault;
  const char* outcome;
};

/// What can go wrong on a wire, and the one outcome that it must come to.
class EndpointFault : public EndpointScenario, public testing::WithParamInterface<KindFault> {};

TEST_P(EndpointFault, CountsItsOutcome) {
  const KindFault& row = GetParam();
  const std::string file =
      write("s.json",
            std::string(R"({"name":"t","target":{"base_url":"mock","mock":{"config":"calm.json"}},
        "workloads":[{"name":"w","endpoint":")") +
                row.kind + R"(","request":)" + row.request +
                R"(,"load":{"arrivals":"closed","concurrency":2,"requests":3}}]})");
  const auto done =
      run("r", {file, "--set", std::string(R"(target.mock.faults=[")") + row.fault + "\"]"});
  const json result = summary("r");
  ASSERT_TRUE(result.is_object()) << done.err;
  EXPECT_EQ(result["totals"]["outcomes"].value(row.outcome, 0), 3)
      << row.kind << " " << row.fault << ": " << result["totals"]["outcomes"].dump() << "\n"
      << result["cells"][0]["errors"].dump();
  expect_counters_add_up(result, samples("r"));
}

constexpr const char* kResponse =
    R"({"model":"acme/swift-8b","input":"hi","max_output_tokens":8,"stream":true})";
constexpr const char* kMessage =
    R"({"model":"acme/swift-8b","messages":[{"role":"user","content":"hi"}],"max_tokens":8,
        "stream":true})";
constexpr const char* kImage = R"({"model":"palette/easel-1","prompt":"a","stream":true})";
constexpr const char* kSpeech = R"({"model":"chorus/lark-tts","input":"hello","voice":"wren"})";

INSTANTIATE_TEST_SUITE_P(
    Wires, EndpointFault,
    testing::Values(KindFault{"responses", kResponse, "mid_stream_error", "in_band_error"},
                    KindFault{"responses", kResponse, "error_body_200", "in_band_error"},
                    KindFault{"responses", kResponse, "truncated", "truncated"},
                    KindFault{"responses", kResponse, "malformed_json_chunk", "malformed"},
                    KindFault{"responses", kResponse, "empty_completion", "empty"},
                    KindFault{"responses", kResponse, "json_answer_to_stream", "ok"},
                    KindFault{"messages", kMessage, "mid_stream_error", "in_band_error"},
                    KindFault{"messages", kMessage, "error_first_event", "in_band_error"},
                    KindFault{"messages", kMessage, "status_429_upstream", "rate_limited"},
                    KindFault{"messages", kMessage, "truncated", "truncated"},
                    KindFault{"messages", kMessage, "empty_completion", "empty"},
                    KindFault{"messages", kMessage, "json_answer_to_stream", "ok"},
                    KindFault{"images", kImage, "mid_stream_error", "in_band_error"},
                    KindFault{"images", kImage, "truncated", "truncated"},
                    KindFault{"images", kImage, "json_answer_to_stream", "ok"},
                    KindFault{"speech", kSpeech, "status_502_html", "http_error"},
                    KindFault{"speech", kSpeech, "truncated", "transport_error"}),
    [](const auto& row) { return std::string(row.param.kind) + "_" + row.param.fault; });

}  // namespace
}  // namespace orbench::e2e
