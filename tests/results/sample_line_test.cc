#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "results/sample_line_parser.h"
#include "results/sample_log.h"
#include "tests/results/full_sample.h"

namespace orbench::results {
namespace {

using core::Json;
using metrics::Sample;
using testing::HasSubstr;
using testing::Not;

std::string line(const Sample& sample, const CellIdentity& cell = {}) {
  std::string out;
  append_sample_line(sample, sample_fields_of(cell), out);
  return out;
}

core::Result<Sample> parsed(std::string_view line) { return SampleLineParser().parse(line); }

/// Lines are the whole of a sample, so equal lines are equal samples.
void expect_same(const Sample& a, const Sample& b) { EXPECT_EQ(line(a), line(b)); }

TEST(SampleId, NamesCellPhaseSequenceAndAttempt) {
  Sample sample;
  sample.cell = 3;
  sample.seq = 123;
  EXPECT_EQ(sample_id(sample), "w3-123");
  sample.attempt = 2;
  EXPECT_EQ(sample_id(sample), "w3-123.2");
  sample.attempt = 1;
  sample.phase = metrics::Phase::kWarmup;
  EXPECT_EQ(sample_id(sample), "w3-warm-123");
}

TEST(SampleLine, HoldsEveryField) {
  CellIdentity cell;
  cell.workload = "chat";
  cell.model = "aurora/swift-8b";
  const Json json = Json::parse(line(full_sample(), cell), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["id"], "w1-123.2");
  EXPECT_EQ(json["workload"], "chat");
  EXPECT_EQ(json["model_asked"], "aurora/swift-8b");
  EXPECT_EQ(json["outcome"], "rate_limited");
  EXPECT_EQ(json["limit_owner"], "upstream");
  EXPECT_EQ(json["cost_usd"], 1.2345e-8);
  EXPECT_EQ(json["product"], "sound");
  EXPECT_EQ(json["intended_us"], 1001234.568);
  EXPECT_EQ(json.size(), 66U) << "every key of the schema";
}

TEST(SampleLine, LeavesOutWhatDidNotHappen) {
  Sample sample;
  const std::string text = line(sample);
  for (const char* key :
       {"_us\"", "product", "cost_usd", "provider", "events", "bytes", "status", "tokens"}) {
    EXPECT_THAT(text, Not(HasSubstr(key)));
  }
}

TEST(SampleLine, ReadsBackTheVerySample) {
  const auto full = parsed(line(full_sample()));
  ASSERT_TRUE(full) << full.error().message;
  expect_same(*full, full_sample());
  EXPECT_EQ(full->at.sent, full_sample().at.sent);
  EXPECT_EQ(full->usage.cost, full_sample().usage.cost);
  EXPECT_EQ(full->error, full_sample().error);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Sample sample = any_sample(seed);
    const auto back = parsed(line(sample));
    ASSERT_TRUE(back) << seed << ": " << back.error().message << "\n" << line(sample);
    expect_same(*back, sample);
  }
}

TEST(SampleLine, IsOneLineOfValidUtf8WhateverTheWireSent) {
  Sample sample;
  sample.provider = "a\nb\r\x7F\x01";
  sample.error = "bad \xFF\xC0\xAF and \xE6\xBC";
  const std::string text = line(sample);
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  const Json json = Json::parse(text, nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["provider"], "a\nb\r\x7F\x01");
  EXPECT_EQ(json["error"], "bad \uFFFD\uFFFD\uFFFD and \uFFFD\uFFFD");
}

TEST(SampleLine, IgnoresUnknownKeysAndOrder) {
  const auto sample =
      parsed(R"( {"novelty": {"deep": [1, {"x": null}]}, "outcome": "ok", "phase": "measured",)"
             R"( "seq": 5, "cell": 0, "sent_us": 1.5e3} )");
  ASSERT_TRUE(sample) << sample.error().message;
  EXPECT_EQ(sample->seq, 5U);
  EXPECT_EQ(sample->at.sent, core::Stamp(std::chrono::microseconds{1500}));
}

TEST(SampleLine, RefusesWhatIsNoSample) {
  const std::string good = R"("cell":0,"seq":1,"phase":"measured","outcome":"ok")";
  const struct {
    std::string line;
    const char* why;
  } rows[] = {
      {"", "nothing"},
      {"null", "no object"},
      {"[]", "no object"},
      {"{}", "nothing in it"},
      {"{" + good, "cut"},
      {"{" + good + "} x", "more behind it"},
      {"{" + good + "}{}", "two objects"},
      {"{" + good + ",\"provider\":\"\xFF\"}", "no UTF-8"},
      {"{" + good + ",\"status\":\"200\"}", "a text for a number"},
      {"{" + good + ",\"status\":-1}", "a negative status"},
      {"{" + good + ",\"status\":99999999999}", "too large for its field"},
      {"{" + good + ",\"block\":-2}", "a block below warm-up"},
      {"{" + good + ",\"attempt\":0}", "attempts count from 1"},
      {"{" + good + ",\"events\":-1}", "a negative count"},
      {"{" + good + ",\"good\":1}", "a number for a flag"},
      {"{" + good + ",\"provider\":7}", "a number for a text"},
      {"{" + good + ",\"sent_us\":null}", "null for a time"},
      {"{" + good + ",\"sent_us\":\"1\"}", "a text for a time"},
      {"{" + good + ",\"sent_us\":1e18}", "a time beyond any run"},
      {"{" + good + ",\"sent_us\":-1e18}", "a time before any run"},
      {"{" + good + ",\"cost_usd\":[1]}", "a list for money"},
      {"{" + good + ",\"reasoning\":\"deep\"}", "an unknown class"},
      {"{" + good + ",\"content\":{}}", "an object for a list"},
      {"{" + good + ",\"content\":[{\"check\":1}]}", "a mark that says nothing"},
      {"{" + good + ",\"content\":[{\"check\":-1,\"held\":true}]}", "a check before the first"},
      {R"({"cell":0,"seq":1,"phase":"measured","outcome":"fine"})", "an unknown outcome"},
      {R"({"cell":0,"seq":1,"phase":"cooldown","outcome":"ok"})", "an unknown phase"},
      {R"({"cell":-1,"seq":1,"phase":"measured","outcome":"ok"})", "a negative cell"},
      {R"({"cell":0,"cell":0,"cell":0,"seq":1})", "required keys missing, others repeated"},
      {std::string(100'000, '['), "deep nesting"},
      {"{" + good + ",\"x\":" + std::string(100'000, '[') + "}", "deep nesting inside"},
      {"HTTP/1.1 200 OK", "no JSON"},
      {std::string("\0\0\0", 3), "zero bytes"},
  };
  for (const auto& row : rows) {
    const auto sample = parsed(row.line);
    ASSERT_FALSE(sample) << row.why;
    EXPECT_EQ(sample.error().code, core::ErrorCode::kParse) << row.why;
  }
}

TEST(SampleLine, EveryCutIsAnErrorAndNoCrash) {
  const std::string whole = line(full_sample());
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    EXPECT_FALSE(parsed(whole.substr(0, cut))) << cut;
  }
}

}  // namespace
}  // namespace orbench::results
