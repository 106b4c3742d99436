#include "harness/verify/baseline.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/outcome.h"
#include "harness/metrics/number_format.h"
#include "results/compare/compare_runs.h"
#include "results/compare/pairs.h"

namespace orbench::verify {
namespace {

using results::CellDigest;
using results::CheckVerdict;
using results::ComparedFigure;
using results::ComparisonVerdict;
using results::RunDigest;

std::string cell_text(const CellDigest& cell) {
  const std::string labels = results::labels_text(cell.identity, {}, false);
  return labels.empty() ? cell.identity.workload
                        : fmt::format("{} {}", cell.identity.workload, labels);
}

/// Names with counts, so that two cells can be held against each other.
std::vector<std::pair<std::string, std::int64_t>> counts_of(const metrics::Counters& counters) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (std::size_t i = 0; i < core::kOutcomeNames.size(); ++i) {
    out.emplace_back(core::kOutcomeNames[i], counters.outcomes[i]);
  }
  out.emplace_back("prompt tokens", counters.prompt_tokens);
  out.emplace_back("output tokens", counters.output_tokens);
  out.emplace_back("without usage", counters.without_usage);
  out.emplace_back("cost in pico-USD", counters.cost.pico());
  return out;
}

/// Times that the mock scripts: what they have more than the baseline's was added on this side.
class AddedTimes {
 public:
  AddedTimes(const RunDigest& before, const RunDigest& after, double most_ms)
      : before_(before), after_(after), most_ms_(most_ms) {}

  void judge(const std::vector<results::Comparand>& figures) {
    for (const CellDigest& cell : after_.cells) {
      const CellDigest* base = results::find_cell(before_, cell.identity);
      if (base == nullptr) continue;
      for (const results::Comparand& figure : figures) judge_one(figure, *base, cell);
    }
  }
  [[nodiscard]] const std::vector<std::string>& worse() const { return worse_; }
  [[nodiscard]] int compared() const { return compared_; }

 private:
  void judge_one(const results::Comparand& figure, const CellDigest& base, const CellDigest& cell) {
    const auto from = base.figures.find(figure.text);
    const auto to = cell.figures.find(figure.text);
    if (from == base.figures.end() || to == cell.figures.end()) return;
    ++compared_;
    const double added = to->second.value - from->second.value;
    if (added <= most_ms_) return;
    worse_.push_back(fmt::format("{} of {}: {} ms more than {} ms", figure.text, cell_text(cell),
                                 metrics::format_number(added),
                                 metrics::format_number(from->second.value)));
  }

  const RunDigest& before_;
  const RunDigest& after_;
  double most_ms_;
  int compared_ = 0;
  std::vector<std::string> worse_;
};

bool is_time(const results::Comparand& figure) {
  return !figure.is_share() &&
         metrics::metric_info(figure.metric).unit == metrics::Unit::kMilliseconds;
}

/// The figures of a comparison that came to `verdict`, as people read them.
std::vector<std::string> figures_with(const results::Comparison& comparison,
                                      ComparisonVerdict verdict) {
  std::vector<std::string> out;
  for (const results::ComparedPair& pair : comparison.pairs) {
    for (const ComparedFigure& figure : pair.figures) {
      if (figure.verdict != verdict) continue;
      const std::string where =
          pair.common.empty() ? pair.workload : pair.workload + " " + pair.common;
      out.push_back(fmt::format("{} of {}: {:+.1f}{}", figure.figure, where,
                                figure.effect.value_or(0) * 100,
                                figure.unit == "share" ? " pt" : "%"));
    }
  }
  return out;
}

std::string first_of(const std::vector<std::string>& texts) {
  constexpr std::size_t kShown = 5;
  std::string out = fmt::format(
      "{}",
      fmt::join(texts.begin(),
                texts.begin() + static_cast<std::ptrdiff_t>(std::min(texts.size(), kShown)), "; "));
  if (texts.size() > kShown) out += fmt::format("; and {} more", texts.size() - kShown);
  return out;
}

/// One side of the judgement at a time: exact counts, scripted times, figures of runs.
class BaselineJudge {
 public:
  BaselineJudge(std::span<const RunDigest> baseline, const RunDigest& run,
                const BaselineTerms& terms)
      : baseline_(baseline), run_(run), terms_(terms) {}

  BaselineJudgement judge() {
    const RunDigest& before = baseline_.front();
    const bool repeats = before.against_mock && run_.against_mock && before.seed == run_.seed;
    if (terms_.counts && repeats) {
      worse_ = differing_counts(before, run_);
      compared_.emplace_back("counts");
    }
    results::ComparisonTerms rest = terms_.comparison;
    if (terms_.max_added_ms && repeats) {
      judge_times(before, rest);
      // What is left has no other unit to be judged by than runs; an empty list would mean all.
      if (!rest.primary.empty()) judge_figures(rest);
    } else {
      judge_figures(rest);
    }
    return conclusion();
  }

 private:
  void judge_times(const RunDigest& before, results::ComparisonTerms& rest) {
    std::vector<results::Comparand> times = rest.primary;
    if (times.empty()) {
      times = results::default_primary();
      const auto& plain = results::default_primary_of_plain();
      times.insert(times.end(), plain.begin(), plain.end());
    }
    const auto is_no_time = [](const results::Comparand& figure) { return !is_time(figure); };
    times.erase(std::remove_if(times.begin(), times.end(), is_no_time), times.end());
    auto& primary = rest.primary;
    primary.erase(std::remove_if(primary.begin(), primary.end(), is_time), primary.end());
    AddedTimes added(before, run_, *terms_.max_added_ms);
    added.judge(times);
    worse_.insert(worse_.end(), added.worse().begin(), added.worse().end());
    if (added.compared() > 0) compared_.push_back(fmt::format("{} times", added.compared()));
  }

  void judge_figures(const results::ComparisonTerms& terms) {
    const results::Comparison comparison =
        results::compare_runs(baseline_, std::span(&run_, 1), terms);
    const auto worse = figures_with(comparison, ComparisonVerdict::kWorse);
    worse_.insert(worse_.end(), worse.begin(), worse.end());
    undecided_ = figures_with(comparison, ComparisonVerdict::kUndecided);
    separate_ = comparison.design == results::ComparisonDesign::kSeparate;
    std::size_t figures = 0;
    for (const results::ComparedPair& pair : comparison.pairs) figures += pair.figures.size();
    if (figures > 0) compared_.push_back(fmt::format("{} figures", figures));
  }

  [[nodiscard]] BaselineJudgement conclusion() const {
    BaselineJudgement out;
    out.expected = "not worse";
    if (terms_.max_added_ms) {
      out.expected =
          fmt::format("at most {} ms more", metrics::format_number(*terms_.max_added_ms));
    }
    if (compared_.empty()) {
      out.verdict = CheckVerdict::kNoData;
      out.observed = "nothing to compare";
      out.note = "the baseline has no cell of this run";
    } else if (!worse_.empty()) {
      out.verdict = CheckVerdict::kFailed;
      out.observed = fmt::format("{} worse", worse_.size());
      out.note = first_of(worse_);
    } else if (!undecided_.empty()) {
      out.verdict = CheckVerdict::kUndecided;
      out.observed = fmt::format("{} undecided", undecided_.size());
      out.note = first_of(undecided_);
      if (separate_) {
        out.note = fmt::format(
            "time not separated: the baseline has {} of the {} runs that tell "
            "what runs differ by; {}",
            baseline_.size(), results::kLeastBaseRuns, out.note);
      }
    } else {
      out.observed = fmt::format("{} as before", fmt::join(compared_, ", "));
    }
    return out;
  }

  std::span<const RunDigest> baseline_;
  const RunDigest& run_;
  const BaselineTerms& terms_;
  std::vector<std::string> worse_;
  std::vector<std::string> undecided_;
  std::vector<std::string> compared_;
  bool separate_ = false;
};

}  // namespace

std::vector<std::string> differing_counts(const RunDigest& before, const RunDigest& after) {
  std::vector<std::string> out;
  for (const CellDigest& cell : before.cells) {
    const CellDigest* now = results::find_cell(after, cell.identity);
    if (now == nullptr) {
      out.push_back(fmt::format("{} is gone", cell_text(cell)));
      continue;
    }
    const auto were = counts_of(cell.counters);
    const auto are = counts_of(now->counters);
    for (std::size_t i = 0; i < were.size(); ++i) {
      if (were[i].second == are[i].second) continue;
      out.push_back(fmt::format("{} of {}: {}, was {}", were[i].first, cell_text(cell),
                                metrics::format_count(are[i].second),
                                metrics::format_count(were[i].second)));
    }
  }
  for (const CellDigest& cell : after.cells) {
    if (results::find_cell(before, cell.identity) == nullptr) {
      out.push_back(fmt::format("{} is new", cell_text(cell)));
    }
  }
  return out;
}

BaselineJudgement judge_against(std::span<const RunDigest> baseline, const RunDigest& run,
                                const BaselineTerms& terms) {
  return BaselineJudge(baseline, run, terms).judge();
}

}  // namespace orbench::verify
