#include "harness/metrics/sample.h"

#include <gtest/gtest.h>

namespace orbench::metrics {
namespace {

TEST(Sample, ResetLeavesNothingButMemory) {
  const std::string long_text(200, 'x');
  Sample sample;
  sample.seq = 7;
  sample.outcome = core::Outcome::kOk;
  sample.at.sent = core::Stamp(core::Duration{5});
  sample.usage.cost = core::Usd::from_dollars(1);
  sample.provider = sample.model = sample.tier = sample.generation_id = long_text;
  sample.finish_reason = sample.error = long_text;
  const char* const memory = sample.generation_id.data();

  sample.reset();

  EXPECT_EQ(sample.seq, 0U);
  EXPECT_EQ(sample.outcome, core::Outcome::kNotSent);
  EXPECT_FALSE(sample.at.sent.is_set());
  EXPECT_FALSE(sample.usage.present());
  for (const std::string* text : {&sample.provider, &sample.model, &sample.tier,
                                  &sample.generation_id, &sample.finish_reason, &sample.error}) {
    EXPECT_TRUE(text->empty());
  }
  sample.generation_id = long_text;
  EXPECT_EQ(sample.generation_id.data(), memory);
}

TEST(Sample, NamesItsReasoning) {
  EXPECT_EQ(to_string(ReasoningClass::kNone), "none");
  EXPECT_EQ(to_string(ReasoningClass::kHidden), "hidden");
}

}  // namespace
}  // namespace orbench::metrics
