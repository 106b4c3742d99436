#include "harness/metrics/metric_value.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using core::Outcome;
using Change = std::function<void(Sample&)>;

struct ValueRow {
  const char* why;
  MetricId id;
  double expected;
};

TEST(MetricValue, FollowsTheDefinitionsForAStream) {
  const ValueRow rows[] = {
      {"first token (the answer, as nothing was reasoned) - sent", MetricId::ttft, 100},
      {"first answer - sent", MetricId::ttfa, 100},
      {"status line - sent", MetricId::ttfb, 15},
      {"first comment - sent", MetricId::first_comment, 20},
      {"a stream's service ends with its last token", MetricId::service_time, 500},
      {"terminator - sent", MetricId::e2e, 505},
      {"last token - intended", MetricId::response_time, 505},
      {"first token - intended", MetricId::response_ttft, 105},
      {"admitted - intended", MetricId::queue_wait, 2},
      {"dispatched - admitted", MetricId::send_lag, 1},
      {"sent - dispatched", MetricId::connect_wait, 2},
      {"closed - last token", MetricId::tail, 10},
      {"400 ms over the 100 tokens after the first read", MetricId::itl, 4},
      {"400 ms over 101 - 1 tokens", MetricId::tpot, 4},
      {"101 tokens in 505 ms", MetricId::output_tps, 200},
      {"100 tokens in 400 ms", MetricId::decode_tps, 250},
      {"usage.cost", MetricId::cost, 0.0025},
      {"usage", MetricId::prompt_tokens, 40},
      {"usage", MetricId::output_tokens, 101},
      {"82 token events in 41 reads", MetricId::events_per_read, 2},
  };
  for (const ValueRow& row : rows) {
    const MetricValue found = metric_value(row.id, ok_stream());
    ASSERT_TRUE(found.value) << metric_info(row.id).name << ": " << row.why;
    EXPECT_NEAR(*found.value, row.expected, 1e-9) << metric_info(row.id).name << ": " << row.why;
  }
}

TEST(MetricValue, FollowsTheDefinitionsForAJob) {
  Sample job = ok_plain();
  job.at.job_accepted = at_ms(20);
  job.at.job_started = at_ms(60);
  job.at.job_completed = at_ms(210);
  job.at.job_download = at_ms(220);
  EXPECT_EQ(metric_value(MetricId::job_queue, job).value, 40) << "accepted to in progress";
  EXPECT_EQ(metric_value(MetricId::job_render, job).value, 150) << "in progress to completed";
  EXPECT_EQ(metric_value(MetricId::job_download, job).value, 85) << "its request to its last byte";
  job.at.job_started = {};
  for (const MetricId id : {MetricId::job_queue, MetricId::job_render}) {
    EXPECT_EQ(metric_value(id, job).absence, Absence::kUndefined) << "never seen in progress";
  }
  for (const MetricId id : {MetricId::job_queue, MetricId::job_render, MetricId::job_download}) {
    EXPECT_FALSE(metric_value(id, ok_plain()).value.has_value());
    EXPECT_EQ(metric_value(id, ok_plain()).absence, Absence::kNotApplicable) << "no job";
  }
}

TEST(MetricValue, FollowsTheDefinitionsForAPlainReply) {
  const ValueRow rows[] = {
      {"the end of the transfer - sent", MetricId::service_time, 300},
      {"the end of the body - sent", MetricId::e2e, 300},
      {"the end of the transfer - intended", MetricId::response_time, 305},
      {"status line - sent", MetricId::ttfb, 195},
      {"50 tokens in 300 ms", MetricId::output_tps, 50.0 / 0.3},
  };
  for (const ValueRow& row : rows) {
    const MetricValue found = metric_value(row.id, ok_plain());
    ASSERT_TRUE(found.value) << row.why;
    EXPECT_NEAR(*found.value, row.expected, 1e-9) << metric_info(row.id).name << ": " << row.why;
  }
}

struct AbsenceRow {
  const char* why;
  MetricId id;
  bool stream;
  Change change;
  Absence expected;
};

const Change kAsItIs = [](Sample&) {};
const Change kNoUsage = [](Sample& s) { s.usage = {}; };
const Change kNoTokens = [](Sample& s) { s.at.first_answer = s.at.last_token = core::Stamp(); };
const Change kFailed = [](Sample& s) { s = failed(Outcome::kConnectError); };

TEST(MetricValue, TellsWhatIsUndefinedFromWhatDoesNotApply) {
  constexpr Absence kUndefined = Absence::kUndefined;
  constexpr Absence kNotApplicable = Absence::kNotApplicable;
  const std::vector<AbsenceRow> rows = {
      {"a plain reply has no first token", MetricId::ttft, false, kAsItIs, kNotApplicable},
      {"nor a first answer", MetricId::ttfa, false, kAsItIs, kNotApplicable},
      {"nor one counted from the intended start", MetricId::response_ttft, false, kAsItIs,
       kNotApplicable},
      {"nor a tail after it", MetricId::tail, false, kAsItIs, kNotApplicable},
      {"nor gaps between tokens", MetricId::itl, false, kAsItIs, kNotApplicable},
      {"nor reads of tokens", MetricId::events_per_read, false, kAsItIs, kNotApplicable},
      {"a stream without tokens should have had a first one", MetricId::ttft, true, kNoTokens,
       kUndefined},
      {"and a last one", MetricId::service_time, true, kNoTokens, kUndefined},
      {"a stream of reasoning alone has no answer", MetricId::ttfa, true,
       [](Sample& s) {
         s.at.first_reasoning = s.at.first_answer;
         s.at.first_answer = {};
       },
       kUndefined},
      {"no usage, no tokens to divide by", MetricId::itl, true, kNoUsage, kUndefined},
      {"no usage", MetricId::output_tps, true, kNoUsage, kUndefined},
      {"no usage", MetricId::decode_tps, true, kNoUsage, kUndefined},
      {"no usage", MetricId::output_tokens, true, kNoUsage, kUndefined},
      {"no usage", MetricId::cost, false, kNoUsage, kUndefined},
      {"no usage, so nobody knows", MetricId::reasoning_tokens, true, kNoUsage, kUndefined},
      {"a usage without the detail says there is none", MetricId::reasoning_tokens, true, kAsItIs,
       kNotApplicable},
      {"likewise", MetricId::cached_tokens, true, kAsItIs, kNotApplicable},
      {"first and last token in one read: the gaps are unknown, not zero", MetricId::itl, true,
       [](Sample& s) { s.at.last_token = s.at.first_answer; }, kUndefined},
      {"likewise", MetricId::decode_tps, true,
       [](Sample& s) { s.at.last_token = s.at.first_answer; }, kUndefined},
      {"seven tokens after the first read are too few", MetricId::itl, true,
       [](Sample& s) { s.usage.output_tokens = 8; }, kUndefined},
      {"one token has no time per output token", MetricId::tpot, true,
       [](Sample& s) { s.usage.output_tokens = 1; }, kUndefined},
      {"no time passed", MetricId::output_tps, true, [](Sample& s) { s.at.done = s.at.sent; },
       kUndefined},
      {"no comment was sent, and none is owed", MetricId::first_comment, true,
       [](Sample& s) { s.at.first_comment = {}; }, kNotApplicable},
      {"a reused connection resolves no name", MetricId::dns, true, kAsItIs, kNotApplicable},
      {"nor connects", MetricId::connect, true, kAsItIs, kNotApplicable},
      {"nor shakes hands", MetricId::tls, true, kAsItIs, kNotApplicable},
      {"gaps between reads are many values, recorded apart", MetricId::icl, true, kAsItIs,
       kNotApplicable},
      {"a failed request owes no status line", MetricId::ttfb, true, kFailed, kNotApplicable},
      {"nor a cost", MetricId::cost, true, kFailed, kNotApplicable},
  };
  for (const AbsenceRow& row : rows) {
    Sample s = row.stream ? ok_stream() : ok_plain();
    row.change(s);
    const MetricValue found = metric_value(row.id, s);
    EXPECT_FALSE(found.value) << metric_info(row.id).name << ": " << row.why;
    EXPECT_EQ(found.absence, row.expected) << metric_info(row.id).name << ": " << row.why;
  }
}

struct ProductRow {
  const char* why;
  MetricId id;
  Sample sample;
  double expected;
};

TEST(MetricValue, MeasuresWhatIsNotMadeOfTokens) {
  using core::Product;
  const std::vector<ProductRow> rows = {
      {"first partial image - sent", MetricId::first_image, ok_stream_of(Product::kImages), 100},
      {"of a whole body it is the body", MetricId::first_image, ok_plain_of(Product::kImages), 50},
      {"a stream of images ends with the last one", MetricId::service_time,
       ok_stream_of(Product::kImages), 500},
      {"2 images in 500 ms", MetricId::items_per_s, ok_stream_of(Product::kImages), 4},
      {"first byte of sound - sent", MetricId::first_body, ok_plain_of(Product::kSound), 50},
      {"4 s of sound in 300 ms", MetricId::audio_rate, ok_plain_of(Product::kSound), 4 / 0.3},
      {"speech ends with its body", MetricId::service_time, ok_plain_of(Product::kSound), 300},
      {"300 ms for 4 s of sound", MetricId::rtf, ok_plain_of(Product::kTranscript), 0.075},
      {"2 inputs in 300 ms", MetricId::items_per_s, ok_plain_of(Product::kVectors), 2 / 0.3},
      {"40 prompt tokens in 300 ms", MetricId::input_tps, ok_plain_of(Product::kVectors), 40 / 0.3},
      {"2 documents in 300 ms", MetricId::items_per_s, ok_plain_of(Product::kScores), 2 / 0.3},
      {"a price is a price", MetricId::cost, ok_plain_of(Product::kVideo), 0.001},
  };
  for (const ProductRow& row : rows) {
    const MetricValue found = metric_value(row.id, row.sample);
    ASSERT_TRUE(found.value) << metric_info(row.id).name << ": " << row.why;
    EXPECT_NEAR(*found.value, row.expected, 1e-9) << metric_info(row.id).name << ": " << row.why;
  }
}

TEST(MetricValue, OwesNoTokensWhereThereAreNone) {
  using core::Product;
  for (const Product product : {Product::kImages, Product::kSound, Product::kVectors,
                                Product::kScores, Product::kTranscript, Product::kDocument}) {
    for (Sample s : {ok_stream_of(product), ok_plain_of(product)}) {
      s.usage = {};
      for (const MetricId id :
           {MetricId::ttft, MetricId::ttfa, MetricId::response_ttft, MetricId::itl, MetricId::tpot,
            MetricId::decode_tps, MetricId::output_tps, MetricId::events_per_read,
            MetricId::prompt_tokens, MetricId::output_tokens, MetricId::reasoning_tokens}) {
        const MetricValue found = metric_value(id, s);
        EXPECT_FALSE(found.value) << metric_info(id).name;
        EXPECT_EQ(found.absence, Absence::kNotApplicable)
            << core::to_string(product) << ": " << metric_info(id).name;
      }
    }
  }
}

TEST(MetricValue, TellsForEachKindOfReplyWhatItOwes) {
  using core::Product;
  struct Row {
    const char* why;
    Product product;
    MetricId id;
    Absence expected;
  };
  constexpr Absence kUndefined = Absence::kUndefined;
  constexpr Absence kNotApplicable = Absence::kNotApplicable;
  const std::vector<Row> rows = {
      {"a model's answer shows no first image", Product::kTokens, MetricId::first_image,
       kNotApplicable},
      {"nor sound", Product::kTokens, MetricId::first_body, kNotApplicable},
      {"nor is it counted in items", Product::kTokens, MetricId::items_per_s, kNotApplicable},
      {"speech says nothing of its price", Product::kSound, MetricId::cost, kNotApplicable},
      {"what the API tells is free", Product::kDocument, MetricId::cost, kNotApplicable},
      {"images are billed", Product::kImages, MetricId::cost, kUndefined},
      {"a compressed sound has an unknown length", Product::kSound, MetricId::audio_rate,
       kNotApplicable},
      {"a transcript without a known length should have had one", Product::kTranscript,
       MetricId::rtf, kUndefined},
      {"images that nobody counted", Product::kImages, MetricId::items_per_s, kUndefined},
      {"embeddings without usage", Product::kVectors, MetricId::input_tps, kUndefined},
      {"a ranking is not always billed by tokens", Product::kScores, MetricId::input_tps,
       kNotApplicable},
  };
  for (const Row& row : rows) {
    Sample s = ok_plain_of(row.product);
    s.usage = {};
    s.items = 0;
    s.audio.reset();
    const MetricValue found = metric_value(row.id, s);
    EXPECT_FALSE(found.value) << metric_info(row.id).name << ": " << row.why;
    EXPECT_EQ(found.absence, row.expected) << metric_info(row.id).name << ": " << row.why;
  }
}

TEST(MetricValue, EightTokensAfterTheFirstReadAreEnough) {
  Sample s = ok_stream();
  s.usage.output_tokens = 9;
  EXPECT_NEAR(metric_value(MetricId::itl, s).value.value_or(0), 50, 1e-9);
}

TEST(MetricValue, KeepsConnectionStepsWhereTheyHappened) {
  Sample s = ok_stream();
  s.dns = core::from_ms(1.5);
  s.connect = core::from_ms(2.5);
  s.tls = core::from_ms(3.5);
  EXPECT_EQ(metric_value(MetricId::dns, s).value, 1.5);
  EXPECT_EQ(metric_value(MetricId::connect, s).value, 2.5);
  EXPECT_EQ(metric_value(MetricId::tls, s).value, 3.5);
}

TEST(MetricValue, EightTokensAChunkDoNotLowerTheGap) {
  // 16 chunks of 8 tokens, 80 ms apart: 10 ms a token. Taking off one token instead of eight would
  // give 9.45 ms.
  Sample s = ok_stream();
  s.usage.output_tokens = 128;
  s.token_bytes = 512;
  s.first_read_bytes = 32;
  s.at.last_token = at_ms(105 + 15 * 80);
  EXPECT_NEAR(metric_value(MetricId::itl, s).value.value_or(0), 10, 1e-9);
  EXPECT_NEAR(metric_value(MetricId::decode_tps, s).value.value_or(0), 100, 1e-9);
}

TEST(MetricValue, IsFiniteForAnyUsage) {
  for (const std::int64_t wild : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
                                  std::int64_t{0}, std::numeric_limits<std::int64_t>::max()}) {
    for (const ReasoningClass reasoning : {ReasoningClass::kNone, ReasoningClass::kHidden}) {
      Sample s = ok_stream();
      s.reasoning = reasoning;
      s.usage = {wild, wild, wild, wild, core::Usd::from_pico(wild)};
      for (const MetricInfo& metric : all_metrics()) {
        const MetricValue found = metric_value(metric.id, s);
        EXPECT_TRUE(std::isfinite(found.value.value_or(0))) << metric.name << " of " << wild;
      }
    }
  }
}

}  // namespace
}  // namespace orbench::metrics
