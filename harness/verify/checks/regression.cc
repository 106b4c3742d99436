#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/metrics/number_format.h"
#include "harness/metrics/quantity.h"
#include "harness/verify/baseline.h"
#include "harness/verify/check.h"
#include "results/compare/stored_side.h"
#include "results/summarize.h"

namespace orbench::verify {
namespace {

using metrics::Sample;
using results::CheckRecord;
using results::CheckVerdict;

class RegressionCheck final : public Check {
 public:
  RegressionCheck(std::string path, std::vector<results::RunDigest> baseline, BaselineTerms terms)
      : path_(std::move(path)), baseline_(std::move(baseline)), terms_(std::move(terms)) {}

  void begin(const results::RunResult& result) override {
    std::vector<metrics::Recorder::CellPlan> plans;
    for (const results::CellResult& cell : result.cells) {
      plans.push_back(results::replay_plan(cell));
    }
    recorder_ = metrics::Recorder(plans);
  }

  void observe(const Sample& sample) override { recorder_.add(sample); }

  [[nodiscard]] CheckRecord conclude(const results::RunResult& result) const override {
    const results::RunDigest run =
        results::digest_run(result, recorder_.cells(), terms_.comparison.primary);
    const BaselineJudgement judged = judge_against(baseline_, run, terms_);
    CheckRecord record;
    record.check = fmt::format("regression against {}", path_);
    record.regression = true;
    record.expected = judged.expected;
    record.observed = judged.observed;
    record.verdict = judged.verdict;
    record.note = judged.note;
    for (const results::CellDigest& cell : run.cells) record.n += cell.counters.sent();
    return record;
  }

 private:
  std::string path_;
  std::vector<results::RunDigest> baseline_;
  BaselineTerms terms_;
  metrics::Recorder recorder_{{}};
};

void read_metrics(core::Params& params, BaselineTerms& terms) {
  params.array("metrics", [&](const core::Json& value, const std::string& pointer) {
    auto comparand = value.is_string()
                         ? results::parse_comparand(value.get_ref<const std::string&>())
                         : core::fail(core::ErrorCode::kInvalidArgument,
                                      "a figure to compare is a string such as \"ttft.p50\"");
    if (comparand) {
      terms.comparison.primary.push_back(*std::move(comparand));
    } else {
      params.diagnostics().error(core::ErrorCode::kInvalidArgument, comparand.error().message,
                                 params.source().locate(pointer));
    }
  });
}

/// `10%`: what a ratio may get worse by.
void read_gate(core::Params& params, BaselineTerms& terms) {
  const auto text = params.optional_text("max_worse");
  if (!text) return;
  const auto share = metrics::parse_quantity(*text, metrics::Quantity::kRatio);
  if (share && *share > 0) {
    terms.comparison.detect = *share;
  } else {
    params.error("max_worse",
                 fmt::format("expected a percentage such as \"10%\", found \"{}\"", *text));
  }
}

std::vector<std::unique_ptr<Check>> read_regression(core::Params& params,
                                                    const CheckContext& /*context*/) {
  std::string path;
  BaselineTerms terms;
  const bool present = params.object("regression", [&](core::Params& own) {
    path = own.required_text("baseline");
    read_metrics(own, terms);
    read_gate(own, terms);
    terms.max_added_ms = own.optional_number("max_added_ms", core::Bounds::non_negative());
    terms.counts = own.flag("counts", true);
  });
  if (params.has("stop")) {
    params.allow("stop");
    params.error("stop",
                 "a run is one unit of a regression check, so no part of it decides; to end early "
                 "compare cells of one run (`compare` of a workload), or abort on a threshold");
  }
  if (!present || path.empty()) return {};
  auto baseline = results::load_digests(path, terms.comparison.primary);
  if (!baseline) {
    params.error("regression", baseline.error().message);
    return {};
  }
  std::vector<std::unique_ptr<Check>> checks;
  checks.push_back(
      std::make_unique<RegressionCheck>(std::move(path), *std::move(baseline), std::move(terms)));
  return checks;
}

}  // namespace

CheckKind regression_check() {
  return {
      "regression",
      R"(not worse than stored runs: {"regression": {"baseline": "results/baselines/chat.json"}})",
      &read_regression};
}

}  // namespace orbench::verify
