#include "harness/search/maximum/step.h"

#include <algorithm>
#include <cmath>

namespace orbench::search {
namespace {

constexpr std::int64_t kBatchRequests = 20;
constexpr std::size_t kLeastBatches = 5;
constexpr int kSettleServices = 5;
constexpr int kMeasureServices = 10;
constexpr std::int64_t kServicesKnown = 5;  // ended requests that tell how long one takes
constexpr double kRequestsPerLimit = 150;   // 3,000 where 5 % may be bad

std::int64_t most_requests(const std::vector<Condition>& conditions) {
  double least = 1;
  for (const Condition& condition : conditions) least = std::min(least, condition.limit);
  return std::llround(kRequestsPerLimit / least);
}

}  // namespace

Step::Step(const Staircase::Trial& trial, const std::vector<Condition>& conditions,
           const StepRules& rules, core::Duration begin, std::optional<core::Duration> service)
    : trial_(trial),
      conditions_(conditions),
      rules_(rules),
      begin_(begin),
      service_(service),
      most_requests_(most_requests(conditions)) {
  for (const Condition& condition : conditions_) {
    tests_.emplace_back(is_ascent() ? SequentialTest::coarse(condition.limit)
                                    : SequentialTest::exact(condition.limit));
  }
}

std::optional<core::Duration> Step::mean_service() const {
  if (service_count_ == 0) return std::nullopt;
  return service_sum_ / service_count_;
}

std::size_t Step::worst() const {
  const auto weight = [&](std::size_t i) {
    return static_cast<double>(tests_[i].bad()) / conditions_[i].limit;
  };
  std::size_t worst = 0;
  for (std::size_t i = 1; i < tests_.size(); ++i) {
    if (weight(i) > weight(worst)) worst = i;
  }
  return worst;
}

bool Step::settled(core::Duration at) const {
  if (at < begin_ + rules_.settle) return false;
  if (service_) return at >= begin_ + kSettleServices * *service_;
  // Nothing is known of the service: the first to end are the quick ones, so a few are awaited.
  if (ended_ < kServicesKnown) return false;
  return at >= begin_ + kSettleServices * mean_service().value_or(core::Duration{0});
}

void Step::begin_measuring(core::Duration at) {
  measured_from_ = at;
  if (!service_) service_ = mean_service().value_or(core::Duration{0});
  batches_.push_back({at, at, 0, 0, false, std::vector<std::int64_t>(conditions_.size())});
}

Step::Batch Step::start(core::Duration intended) {
  if (over_) return std::nullopt;
  if (!measured_from_) {
    if (!settled(intended)) return std::nullopt;
    begin_measuring(intended);
  }
  if (measured_enough(intended)) {
    stop_measuring(intended);
    return std::nullopt;
  }
  close_batch_if_full(intended);
  Tally& batch = batches_.back();
  batch.end = intended;
  ++batch.open;
  ++batch.requests;
  ++measured_;
  return judged_ + batches_.size() - 1;
}

void Step::close_batch_if_full(core::Duration at) {
  Tally& last = batches_.back();
  if (last.requests < kBatchRequests || at - last.begin < rules_.batch) return;
  last.closed = true;
  last.end = at;
  batches_.push_back({at, at, 0, 0, false, std::vector<std::int64_t>(conditions_.size())});
  judge();
}

bool Step::measured_enough(core::Duration at) const {
  const core::Duration measured = at - *measured_from_;
  if (measured >= rules_.longest || measured_ >= most_requests_) return true;
  return is_ascent() && measured >= rules_.shortest;
}

void Step::stop_measuring(core::Duration at) {
  over_ = true;
  batches_.back().closed = true;
  batches_.back().end = at;
  judge();
}

void Step::end(Batch batch, const metrics::Sample* sample, std::optional<core::Duration> service) {
  ++ended_;
  if (service) {
    service_sum_ += *service;
    ++service_count_;
  }
  if (!batch || *batch < judged_) return;
  Tally& tally = batches_[*batch - judged_];
  --tally.open;
  if (sample == nullptr) {
    --tally.requests;
  } else {
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
      if (conditions_[i].is_bad(*sample)) ++tally.bad[i];
    }
  }
  judge();
}

void Step::judge() {
  while (!batches_.empty() && batches_.front().closed && batches_.front().open == 0) {
    const Tally& whole = batches_.front();
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      tests_[i].add_batch(whole.requests, whole.bad[i]);
    }
    judged_until_ = whole.end;
    ++judged_;
    batches_.pop_front();
    ask_tests();
  }
}

bool Step::may_pass() const {
  return judged_ >= kLeastBatches &&
         judged_until_ - *measured_from_ >= std::max(rules_.shortest, kMeasureServices * *service_);
}

void Step::ask_tests() {
  if (verdict_) return;
  if (!is_ascent() && !may_pass()) return;
  const auto leans = [](Lean lean) {
    return [lean](const SequentialTest& test) { return test.lean() == lean; };
  };
  if (std::any_of(tests_.begin(), tests_.end(), leans(Lean::kFail))) {
    verdict_ = StepVerdict::kFailed;
  } else if (!is_ascent() && std::all_of(tests_.begin(), tests_.end(), leans(Lean::kPass))) {
    verdict_ = StepVerdict::kPassed;
  }
}

StepVerdict Step::conclude() {
  if (!verdict_) verdict_ = StepVerdict::kUndecided;
  return *verdict_;
}

}  // namespace orbench::search
