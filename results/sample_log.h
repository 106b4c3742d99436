#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/result.h"
#include "harness/metrics/recorder.h"
#include "harness/metrics/sample_sink.h"
#include "results/run_result.h"

namespace orbench::results {

/// When a cell is measured, and how it was asked for.
struct CellSchedule {
  metrics::Recorder::CellPlan plan;
  std::optional<double> offered_rps;  ///< empty in a closed loop
};

/// The first line of samples.jsonl: what the lines after it refer to, and all that is needed to
/// fold them again should the run never get to write its summary.
struct SampleLogHeader {
  double epoch = 0;  ///< wall seconds at the run epoch
  std::uint64_t seed = 0;
  std::vector<CellIdentity> cells;
  std::vector<CellSchedule> schedules;  ///< of the cells; empty in logs of before they were kept
  std::string tool_version;
  std::vector<std::pair<std::string, std::string>> environment;
};

/// The id of a sample in reports and evidence: `w0-123` (cell 0, request 123), `w0-warm-4`; a
/// second attempt ends in `.2`.
[[nodiscard]] std::string sample_id(const metrics::Sample& sample);
/// The fields that all samples of a cell share, as they stand in a line.
[[nodiscard]] std::string sample_fields_of(const CellIdentity& cell);
/// One line, without its newline, appended to `out`. Times are µs from the epoch with three
/// decimals, so that reading a line back gives the very sample.
void append_sample_line(const metrics::Sample& sample, std::string_view cell_fields,
                        std::string& out);

/// Writes samples.jsonl from a thread of its own: workers hand over lines in memory and never wait
/// for the disk; what is pending is written and flushed at least once a second. When the disk is
/// slower than the load, memory grows to kMaxPending and further lines are counted as lost.
/// Threads: one sink per worker; open and close from the owner's thread, when no worker is left.
class SampleLog {
 public:
  static constexpr std::size_t kMaxPending = 256U << 20U;

  /// Creates the file (mode 0600) and writes the header. Errors: kIo naming the path.
  static core::Result<std::unique_ptr<SampleLog>> open(const std::string& path,
                                                       const SampleLogHeader& header, int workers,
                                                       std::size_t max_pending = kMaxPending);
  virtual ~SampleLog() = default;
  [[nodiscard]] virtual metrics::SampleSink& sink(int worker) = 0;
  /// Writes what is pending and closes. Errors: kIo with the first failure and how many lines were
  /// lost. Idempotent.
  virtual core::Result<void> close() = 0;
};

/// A place that samples can be read from again, in the order they ended. The file stays open, so
/// that a run whose folder goes away can still be judged.
class SampleSource {
 public:
  virtual ~SampleSource() = default;
  /// Visits every sample. Errors: kIo, kParse with file and line; a cut last line is no error.
  [[nodiscard]] virtual core::Result<void> for_each(
      const std::function<void(const metrics::Sample&)>& visit) const = 0;
};
/// Errors when opening: kNotFound, kParse for a wrong first line.
[[nodiscard]] core::Result<std::unique_ptr<SampleSource>> open_sample_log(
    const std::string& path, SampleLogHeader* header = nullptr);

}  // namespace orbench::results
