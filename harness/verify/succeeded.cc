#include "harness/verify/succeeded.h"

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "results/sample_log.h"

namespace orbench::verify {
namespace {

using metrics::format_count;

/// The most frequent failure of the run and the cell it is told of.
struct MainFailure {
  const metrics::ErrorRecord* error = nullptr;
  std::uint32_t cell = 0;
};

MainFailure main_failure(const results::RunResult& result) {
  MainFailure found;
  for (std::size_t i = 0; i < result.cells.size(); ++i) {
    for (const metrics::ErrorRecord& error : result.cells[i].errors) {
      if (found.error == nullptr || error.count > found.error->count) {
        found = {&error, static_cast<std::uint32_t>(i)};
      }
    }
  }
  return found;
}

void explain(const MainFailure& failure, results::CheckRecord& record) {
  if (failure.error == nullptr) return;
  const metrics::ErrorRecord& error = *failure.error;
  record.note = fmt::format("most frequent: {}", core::to_string(error.outcome));
  if (error.status != 0) record.note += fmt::format(" {}", error.status);
  if (!error.message.empty()) record.note += fmt::format(" ({})", error.message);
  for (const std::uint64_t seq : error.sample_seqs) {
    metrics::Sample sample;
    sample.cell = failure.cell;
    sample.seq = seq;
    record.evidence.push_back(results::sample_id(sample));
  }
}

/// Refused requests of searches: they were what was asked for.
std::int64_t refusals_searched(const results::RunResult& result) {
  std::int64_t refused = 0;
  for (const results::SearchReport& search : result.searches) refused += search.refused;
  return refused;
}

class SucceededCheck final : public Check {
 public:
  void observe(const metrics::Sample& /*sample*/) override {}
  [[nodiscard]] bool needs_samples() const override { return false; }

  [[nodiscard]] results::CheckRecord conclude(const results::RunResult& result) const override {
    const results::Totals totals = results::totals(result);
    const std::int64_t sent = totals.counters.sent();
    const std::int64_t ok = totals.counters.ok();
    results::CheckRecord record;
    record.check = "something succeeded";
    record.expected = "at least one ok request";
    record.n = sent;
    record.implicit = true;
    record.observed = fmt::format("{} of {} requests ok", format_count(ok), format_count(sent));
    const std::int64_t refused = refusals_searched(result);
    if (ok == 0 && refused > 0) {
      record.observed =
          fmt::format("{} refusals, which are what a search looks for", format_count(refused));
    }
    if (ok + refused > 0) {
      record.verdict = results::CheckVerdict::kPassed;
    } else if (sent > 0) {
      record.verdict = results::CheckVerdict::kFailed;
      explain(main_failure(result), record);
    } else if (totals.warmup.ok() > 0) {
      record.verdict = results::CheckVerdict::kNoData;
      record.observed = "no request in the measured window";
      record.note = "the warm-up succeeded, but nothing came after it";
    } else {
      record.verdict = results::CheckVerdict::kFailed;
      record.observed = "nothing was sent";
    }
    return record;
  }
};

}  // namespace

std::unique_ptr<Check> succeeded_check() { return std::make_unique<SucceededCheck>(); }

}  // namespace orbench::verify
