#include "tests/verify/court.h"

#include <optional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/metrics/recorder.h"
#include "results/summarize.h"

namespace orbench::verify {
namespace {

core::Stamp at_ms(double ms) { return core::Stamp(core::from_ms(ms)); }

}  // namespace

Court::Court() {
  cells = {
      {"chat", "chat", "a/swift", {{"stream", "true"}}, true, "poisson, 20 rps", {}},
      {"plain", "chat", "b/large", {{"stream", "false"}}, false, "closed, 8", {}},
      {"matrix", "chat", "a/swift", {{"stream", "true"}, {"only", "[\"Bluefin\"]"}}, false, "", {}},
      {"matrix", "chat", "a/swift", {{"stream", "true"}, {"only", "[\"Teal\"]"}}, false, "", {}}};
}

metrics::Sample Court::ok(double ttft_ms) const {
  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.status = 200;
  sample.good = true;
  sample.stream = true;
  sample.provider = "Bluefin";
  sample.model = "a/swift-0101";
  sample.at.intended = sample.at.admitted = sample.at.dispatched = sample.at.sent = at_ms(1000);
  sample.at.headers = at_ms(1000 + ttft_ms / 2);
  sample.at.first_event = sample.at.first_answer = at_ms(1000 + ttft_ms);
  sample.at.last_token = at_ms(1000 + ttft_ms + 100);
  sample.at.done = sample.at.closed = at_ms(1000 + ttft_ms + 110);
  sample.usage.output_tokens = 20;
  sample.usage.cost = core::Usd::from_dollars(0.001);
  return sample;
}

metrics::Sample Court::failed(core::Outcome outcome, int status) const {
  metrics::Sample sample;
  sample.outcome = outcome;
  sample.status = status;
  sample.error = "made to fail";
  sample.at.intended = sample.at.admitted = sample.at.dispatched = sample.at.sent = at_ms(2000);
  sample.at.closed = at_ms(2050);
  return sample;
}

void Court::add(metrics::Sample sample) {
  sample.seq = next_seq_++;
  samples.samples.push_back(std::move(sample));
}

void Court::add(int count, const metrics::Sample& sample) {
  for (int i = 0; i < count; ++i) add(sample);
}

std::vector<std::unique_ptr<Check>> Court::compile(const std::string& checks) {
  core::SourceMap source;
  const auto document = core::parse_json_document(checks, "s.json", source, diagnostics);
  std::vector<scenario::CheckSpec> specs;
  if (document != nullptr) {
    for (std::size_t i = 0; i < document->size(); ++i) {
      specs.push_back({core::JsonValue((*document)[i]), core::child_pointer("", i)});
    }
  }
  return compile_checks(specs, {cells, source, diagnostics, strict});
}

results::RunResult Court::result() const {
  metrics::Recorder recorder(std::vector<metrics::Recorder::CellPlan>(
      cells.size(), {{core::Duration{0}, std::chrono::seconds{10}}, 1}));
  for (const metrics::Sample& sample : samples.samples) recorder.add(sample);
  results::RunResult out;
  out.cells =
      results::summarize_cells(recorder, cells, std::vector<std::optional<double>>(cells.size()));
  out.client.client_limited = client_limited;
  if (client_limited) out.client.reasons = {"send_lag p99 is 31 ms"};
  return out;
}

results::Verdict Court::judge(const std::string& checks) {
  auto compiled = compile(checks);
  for (const core::Error& error : diagnostics.errors()) ADD_FAILURE() << error.message;
  auto verdict = evaluate(result(), compiled, samples, end, strict);
  EXPECT_TRUE(verdict.has_value());
  return verdict ? *verdict : results::Verdict{};
}

results::CheckRecord Court::judge_one(const std::string& check) {
  results::Verdict verdict = judge("[" + check + "]");
  EXPECT_EQ(verdict.checks.size(), 2U) << "the implicit one and the one written";
  return verdict.checks.empty() ? results::CheckRecord{} : verdict.checks.back();
}

std::string Court::mistakes(const std::string& checks) {
  (void)compile(checks);
  std::string out;
  for (const core::Error& error : diagnostics.errors()) {
    out += error.where + ": " + error.message + "\n";
  }
  return out;
}

}  // namespace orbench::verify
