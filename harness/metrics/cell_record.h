#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/metrics/counters.h"
#include "harness/metrics/histogram.h"
#include "harness/metrics/metric.h"
#include "harness/metrics/metric_set.h"
#include "harness/metrics/window.h"

namespace orbench::metrics {

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

  void merge(const BlockRecord& other);
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

}  // namespace orbench::metrics
