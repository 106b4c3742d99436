#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/metrics/gaps.h"
#include "harness/metrics/histogram.h"
#include "harness/metrics/interval.h"
#include "harness/metrics/metric.h"
#include "harness/metrics/metric_set.h"
#include "harness/metrics/sample.h"
#include "harness/metrics/timeline.h"

namespace orbench::metrics {

/// How requests ended. offered = sum of outcomes; sent = offered - not_sent;
/// errors = sent - ok - cancelled. `good` and `cached` are subsets of ok.
struct Counters {
  std::array<std::int64_t, core::kOutcomeNames.size()> outcomes{};
  std::int64_t good = 0;
  std::int64_t retried = 0;  ///< errors that another attempt followed: calls = sent - retried
  std::int64_t cached = 0;
  std::int64_t objectives_undefined = 0;  ///< ok requests not good only for want of a value
  std::int64_t without_usage = 0;         ///< ok requests whose reply had no usage
  std::int64_t prompt_tokens = 0;         ///< of all sent requests with usage
  std::int64_t output_tokens = 0;
  core::Usd cost;

  [[nodiscard]] std::int64_t of(core::Outcome outcome) const {
    return outcomes[static_cast<std::size_t>(outcome)];
  }
  [[nodiscard]] std::int64_t offered() const;
  [[nodiscard]] std::int64_t sent() const;
  [[nodiscard]] std::int64_t ok() const { return of(core::Outcome::kOk); }
  [[nodiscard]] std::int64_t errors() const;
  /// What was asked for, however many attempts it took: what `good` is a share of.
  [[nodiscard]] std::int64_t calls() const { return sent() - retried; }
  /// errors / (sent - cancelled); 0 when nothing was sent.
  [[nodiscard]] double error_rate() const;
  void add(const Sample& sample);
  void merge(const Counters& other);
};

/// One class of failure, with a few samples as evidence.
struct ErrorRecord {
  core::Outcome outcome = core::Outcome::kOk;
  int status = 0;
  std::string message;  ///< of the first sample in sample_seqs
  std::int64_t count = 0;
  std::vector<std::uint64_t> sample_seqs;  ///< the lowest kMaxEvidence, ascending
  static constexpr std::size_t kMaxEvidence = 5;

  void merge(const ErrorRecord& other);

 private:
  void keep_evidence(std::uint64_t seq, const std::string& text);
};

/// A block's or a provider's part of a cell.
struct BlockRecord {
  Counters counters;
  MetricSet ok;  ///< of ok requests that the model answered (not the response cache)
};
using ProviderRecord = BlockRecord;

/// Everything folded about one cell. Only Phase::kMeasured samples enter, but for `warmup` and the
/// *_in_window figures, which count what was done inside the window, whoever asked for it.
struct CellRecord {
  Window window;
  std::vector<BlockRecord> blocks;
  MetricSet failed;                                 ///< sent, neither ok nor cancelled
  std::map<std::string, ProviderRecord> providers;  ///< "" is unknown
  std::map<std::string, ErrorRecord> errors;        ///< by outcome, status and message
  Counters warmup;
  std::int64_t ended_in_window = 0;    ///< sent requests, however they ended
  std::int64_t good_in_window = 0;     ///< subset of ended_in_window
  double output_tokens_in_window = 0;  ///< spread evenly from first to last token
  core::Duration busy_in_window{0};    ///< sum over requests of time open inside the window
  core::Duration last_closed{0};       ///< of the measured requests
  std::int64_t max_in_flight = 0;      ///< set by the engine, at most the sum over workers

  [[nodiscard]] Counters counters() const;  ///< sum over blocks
  /// The cell's distribution of a metric: its blocks merged; empty histogram when none.
  [[nodiscard]] Histogram merged(MetricId id) const;
  /// ok requests that owed a value of the metric and had none; sum over blocks.
  [[nodiscard]] std::int64_t undefined(MetricId id) const;
  void merge(const CellRecord& other);

  /// A record made at first use; kOther once the map is full: hostile names cannot fill memory.
  ProviderRecord& provider(const std::string& name);
  ErrorRecord& error_class(const std::string& key, const ErrorRecord& like);

  static constexpr std::size_t kMaxErrorClasses = 50;
  static constexpr std::size_t kMaxProviders = 200;
  static constexpr std::string_view kOther = "other";
};

/// Folds samples into histograms and counters, with memory that does not grow with their number.
/// One per worker, merged once after join; a stored sample log is refolded by the same code.
/// Samples of a cell that the plan does not have are ignored. Threads: one thread per object.
class Recorder {
 public:
  struct CellPlan {
    Window window;
    int blocks = 1;
  };
  explicit Recorder(const std::vector<CellPlan>& cells);

  /// `gaps` are recorded for ok requests only.
  void add(const Sample& sample, const Gaps& gaps = {});
  void merge(const Recorder& other);
  /// The run ended at this offset: windows that it did not live to see the end of end there.
  void end_windows(core::Duration ended);

  /// From now on ok samples are kept for take_interval() as well.
  void keep_intervals() {
    settled();  // what came before is in no interval
    keeps_intervals_ = true;
  }
  /// What was recorded since the last call, which leaves nothing behind. REQUIRES: ascending `now`.
  [[nodiscard]] Interval take_interval(core::Duration now);

  [[nodiscard]] std::vector<CellRecord>& cells() { return settled(); }
  [[nodiscard]] const std::vector<CellRecord>& cells() const { return settled(); }
  [[nodiscard]] const Timeline& timeline() const { return timeline_; }

 private:
  /// Values of ok requests that are not in their block, provider and interval yet. A request is
  /// recorded here once, and merged into the three when somebody looks: three times the histograms
  /// would be touched for each request otherwise, and most of its cost is their cache misses.
  struct Fresh {
    std::uint32_t cell;
    std::int32_t block;
    std::string provider;
    MetricSet ok;
  };
  MetricSet& fresh(const Sample& sample, std::int32_t block);
  std::vector<CellRecord>& settled() const;

  // Mutable because looking settles; one thread per object, const or not.
  mutable std::vector<CellRecord> cells_;
  mutable std::vector<Fresh> fresh_;  ///< the latest last
  mutable Interval interval_;
  std::vector<Window> told_;  ///< the cells' windows, as planned or as the intervals have told
  Timeline timeline_;
  bool keeps_intervals_ = false;
};

}  // namespace orbench::metrics
