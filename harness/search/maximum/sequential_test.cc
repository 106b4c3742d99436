#include "harness/search/maximum/sequential_test.h"

#include <algorithm>
#include <cmath>

namespace orbench::search {
namespace {

constexpr double kPassFactor = 0.7;
constexpr double kFailFactor = 1.4;
constexpr double kClearFactor = 3.0;
constexpr double kDecided = 3.891820298110627;  // ln(.98 / .02): both errors 2 %

SequentialTest::Hypotheses around(double limit, double fail_factor) {
  // A lenient limit leaves no room for its multiple.
  return {kPassFactor * limit, std::min(fail_factor * limit, (1 + limit) / 2)};
}

}  // namespace

SequentialTest::Hypotheses SequentialTest::exact(double limit) {
  return around(limit, kFailFactor);
}
SequentialTest::Hypotheses SequentialTest::coarse(double limit) {
  return around(limit, kClearFactor);
}

void SequentialTest::add_batch(std::int64_t requests, std::int64_t bad) {
  if (requests == 0) return;
  ++batches_;
  requests_ += requests;
  bad_ += bad;
  const auto n = static_cast<double>(requests);
  const auto k = static_cast<double>(bad);
  bad_squared_ += k * k;
  cross_ += k * n;
  requests_squared_ += n * n;
}

void SequentialTest::correct_batch(std::int64_t requests, std::int64_t was, std::int64_t bad) {
  const auto before = static_cast<double>(was);
  const auto after = static_cast<double>(bad);
  bad_ += bad - was;
  bad_squared_ += after * after - before * before;
  cross_ += (after - before) * static_cast<double>(requests);
}

double SequentialTest::overdispersion() const {
  if (batches_ < 2 || bad_ == 0 || bad_ == requests_) return 1;
  const auto n = static_cast<double>(requests_);
  const double p = static_cast<double>(bad_) / n;
  const auto batches = static_cast<double>(batches_);
  const double spread = bad_squared_ - 2 * p * cross_ + p * p * requests_squared_;
  const double binomial = n * p * (1 - p) * (batches - 1) / batches;
  return std::max(1.0, spread / binomial);
}

Lean SequentialTest::lean() const {
  const auto bad = static_cast<double>(bad_);
  const auto good = static_cast<double>(requests_ - bad_);
  const double evidence = (bad * std::log(hypotheses_.fail / hypotheses_.pass) +
                           good * std::log((1 - hypotheses_.fail) / (1 - hypotheses_.pass))) /
                          overdispersion();
  if (evidence >= kDecided) return Lean::kFail;
  return evidence <= -kDecided ? Lean::kPass : Lean::kOpen;
}

}  // namespace orbench::search
