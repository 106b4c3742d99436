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
  judged_.resize(conditions_.size());
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
  begin_batch(at);
}

void Step::begin_batch(core::Duration at) {
  batches_.push_back({at, at, false, std::vector<Count>(conditions_.size())});
}

void Step::start(core::Duration intended) { requests_.push_back({batch_for(intended)}); }

std::optional<std::size_t> Step::batch_for(core::Duration intended) {
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
  Batch& batch = batches_.back();
  batch.end = intended;
  for (Count& count : batch.counts) ++count.requests;
  ++measured_;
  return batches_.size() - 1;
}

void Step::close_batch_if_full(core::Duration at) {
  Batch& last = batches_.back();
  if (last.counts.front().requests < kBatchRequests || at - last.begin < rules_.batch) return;
  last.closed = true;
  last.end = at;
  begin_batch(at);
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

void Step::note(Request& request, std::size_t condition, bool bad) {
  const bool was_known = request.known[condition];
  const bool was_bad = request.bad[condition];
  if (was_known && was_bad == bad) return;
  request.known.set(condition);
  request.bad.set(condition, bad);
  Count& count = batches_[*request.batch].counts[condition];
  const std::int64_t before = count.bad;
  count.known += was_known ? 0 : 1;
  count.bad += (bad ? 1 : 0) - (was_bad ? 1 : 0);
  if (*request.batch >= judged_[condition]) return;
  tests_[condition].correct_batch(count.requests, before, count.bad);
}

/// What is known by then stands; the rest is as if it had not been sent.
void Step::forget(Request& request) {
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    if (!request.known[i]) --batches_[*request.batch].counts[i].requests;
  }
}

void Step::glimpse(std::size_t request, const metrics::Sample& so_far, core::Duration now) {
  Request& open = requests_[request];
  if (!open.batch) return;
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    const Standing standing = conditions_[i].so_far(so_far, now);
    if (standing != Standing::kOpen) note(open, i, standing == Standing::kBad);
  }
  judge();
}

void Step::end(std::size_t request, const metrics::Sample* sample,
               std::optional<core::Duration> service) {
  ++ended_;
  if (service) {
    service_sum_ += *service;
    ++service_count_;
  }
  Request& over = requests_[request];
  if (!over.batch) return;
  if (sample == nullptr) {
    forget(over);
  } else {
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
      note(over, i, conditions_[i].is_bad(*sample));
    }
  }
  judge();
}

void Step::judge() {
  const auto is_whole = [this](std::size_t condition) {
    const std::size_t next = judged_[condition];
    if (next >= batches_.size() || !batches_[next].closed) return false;
    const Count& count = batches_[next].counts[condition];
    return count.known == count.requests;
  };
  bool learned = false;
  for (std::size_t i = 0; i < tests_.size(); ++i) {
    for (; is_whole(i); ++judged_[i]) {
      const Count& count = batches_[judged_[i]].counts[i];
      tests_[i].add_batch(count.requests, count.bad);
      learned = true;
    }
  }
  if (learned) ask_tests();
}

bool Step::may_tell(std::size_t condition) const {
  const std::size_t judged = judged_[condition];
  if (judged == 0) return false;
  if (is_ascent()) return true;
  const core::Duration least = std::max(rules_.shortest, kMeasureServices * *service_);
  return judged >= kLeastBatches && batches_[judged - 1].end - *measured_from_ >= least;
}

void Step::ask_tests() {
  if (verdict_) return;
  std::size_t passing = 0;
  for (std::size_t i = 0; i < tests_.size(); ++i) {
    const Lean lean = may_tell(i) ? tests_[i].lean() : Lean::kOpen;
    if (lean == Lean::kFail) {
      verdict_ = StepVerdict::kFailed;
      return;
    }
    if (lean == Lean::kPass) ++passing;
  }
  if (!is_ascent() && passing == tests_.size()) verdict_ = StepVerdict::kPassed;
}

StepVerdict Step::conclude() {
  ask_tests();  // what was corrected since the last batch
  if (!verdict_) verdict_ = StepVerdict::kUndecided;
  return *verdict_;
}

}  // namespace orbench::search
