#include "harness/search/limit/window_fit.h"

#include <vector>

#include <gtest/gtest.h>

#include "harness/metrics/sample.h"
#include "harness/search/limit/bucket_fit.h"
#include "harness/search/limit/sliding.h"
#include "harness/search/limit/window_phases.h"

namespace orbench::search {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Entry {
  double at;
  bool accepted;
};

RequestLog log_of(const std::vector<Entry>& entries) {
  RequestLog log;
  for (const Entry& entry : entries) {
    metrics::Sample sample;
    sample.outcome = entry.accepted ? core::Outcome::kOk : core::Outcome::kRateLimited;
    sample.status = entry.accepted ? 200 : 429;
    sample.at.intended = sample.at.sent = core::Stamp(core::from_seconds(entry.at));
    sample.at.headers = sample.at.closed = core::Stamp(core::from_seconds(entry.at + 0.02));
    log.add({sample, 0, {}});
  }
  return log;
}

std::optional<WindowFit> fit(const RequestLog& log, WindowKind kind, std::int64_t amount = 4) {
  WindowTerms terms;
  terms.kind = kind;
  terms.amount = amount;
  terms.shortest = seconds{8};
  terms.longest = seconds{12};
  terms.blur = milliseconds{5};
  return fit_window(log, terms);
}

// Four in ten seconds, half of them later: what passes at once when it opens again tells.
const std::vector<Entry> kFull = {{0, true}, {1, true},    {6, true},
                                  {7, true}, {7.5, false}, {9.5, false}};

std::vector<Entry> then(std::vector<Entry> entries, const std::vector<Entry>& more) {
  entries.insert(entries.end(), more.begin(), more.end());
  return entries;
}

TEST(WindowFit, TellsASlidingWindowFromFixedOnes) {
  const RequestLog log = log_of(then(kFull, {{11.5, true}, {11.6, true}, {11.7, false}}));
  const auto sliding = fit(log, WindowKind::kSliding);
  ASSERT_TRUE(sliding);
  EXPECT_EQ(sliding->fewest, 4);
  EXPECT_EQ(sliding->most, 4);
  EXPECT_LE(sliding->shortest, seconds{10});
  EXPECT_GE(sliding->longest, seconds{10});
  EXPECT_FALSE(fit(log, WindowKind::kFixed));
  EXPECT_FALSE(fit(log, WindowKind::kFromFirst));
}

TEST(WindowFit, TellsFixedWindowsFromASlidingOne) {
  const RequestLog log =
      log_of(then(kFull, {{11.5, true}, {11.6, true}, {11.7, true}, {11.8, true}, {11.9, false}}));
  EXPECT_FALSE(fit(log, WindowKind::kSliding));
  const auto fixed = fit(log, WindowKind::kFixed);
  ASSERT_TRUE(fixed);
  EXPECT_EQ(fixed->most, 4);
  const auto from_first = fit(log, WindowKind::kFromFirst);
  ASSERT_TRUE(from_first);
  EXPECT_LE(from_first->shortest, seconds{10});
  EXPECT_GE(from_first->longest, seconds{10});
}

TEST(WindowFit, LeavesOpenWhatTheLogDoesNotTell) {
  const RequestLog log = log_of(then(kFull, {{20, true}, {20.1, true}}));
  EXPECT_TRUE(fit(log, WindowKind::kSliding));
  EXPECT_TRUE(fit(log, WindowKind::kFixed));
  EXPECT_TRUE(fit(log, WindowKind::kFromFirst));
}

TEST(WindowFit, SeesThatRefusedRequestsCount) {
  // Two in ten seconds. The one that was refused at 5 keeps one place until 15.
  const RequestLog log =
      log_of({{0, true}, {1, true}, {5, false}, {11.5, true}, {11.6, false}, {30, true}});
  EXPECT_TRUE(fit(log, WindowKind::kSlidingCountsRefused, 2));
  const auto other = fit(log, WindowKind::kSliding, 2);
  EXPECT_TRUE(!other || other->shortest > seconds{10});
}

TEST(WindowPhases, AreLeftUntilAllAreExcluded) {
  WindowPhases phases(10);
  phases.exclude(2, 7);
  EXPECT_FALSE(phases.empty());
  phases.exclude(5, 5);
  phases.exclude(97, 102.5);  // from 7 over the end to 2.5
  EXPECT_TRUE(phases.empty());
}

TEST(BucketFit, FindsTheBucketsThatALogAllows) {
  // Ten fit in, and two flow in a second.
  std::vector<Entry> entries;
  for (int i = 0; i < 10; ++i) entries.push_back({0.01 * i, true});
  entries.push_back({0.1, false});
  for (int i = 0; i < 50; ++i) {
    entries.push_back({0.6 + 0.5 * i, true});
    entries.push_back({0.9 + 0.5 * i, false});
  }
  const RequestLog log = log_of(entries);
  BucketTerms terms;
  terms.asked = 20;
  const auto found = fit_bucket(log, terms);
  ASSERT_TRUE(found);
  EXPECT_LE(found->slowest, 2);
  EXPECT_GE(found->fastest, 1.98);
  EXPECT_NEAR(found->smallest, 10, 1);
  terms.counts_refused = true;
  terms.slowest = 1.9;
  terms.fastest = 2.1;
  EXPECT_FALSE(fit_bucket(log, terms)) << "what is left after a refusal would not do";
}

TEST(BucketFit, KnowsThatNoneRefusesARequestThatComesAlone) {
  std::vector<Entry> entries;
  for (int i = 0; i < 10; ++i) entries.push_back({0.1 * i, true});
  entries.push_back({1, false});
  BucketTerms terms;
  terms.asked = terms.fastest = 20;
  terms.slowest = 5;
  EXPECT_TRUE(fit_bucket(log_of(entries), terms));
  entries.push_back({10, false});
  EXPECT_FALSE(fit_bucket(log_of(entries), terms)) << "far more than one has flowed in";
}

TEST(SlidingWindow, LetsRequestsGoInTheOrderInWhichTheyCame) {
  const RequestLog log = log_of({{0, true}, {2, true}, {3, false}, {5, true}});
  SlidingWindow window{2, seconds{10}, false};
  EXPECT_EQ(leaving_after(log, window, seconds{11}),
            (std::vector<core::Duration>{seconds{12}, seconds{15}}));
  window.counts_refused = true;
  EXPECT_EQ(leaving_after(log, window, seconds{12}),
            (std::vector<core::Duration>{seconds{13}, seconds{15}}));
}

}  // namespace
}  // namespace orbench::search
