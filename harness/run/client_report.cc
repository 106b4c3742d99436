#include "harness/run/client_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "results/summarize.h"

namespace orbench::run {
namespace {

constexpr double kMostCpuShare = 0.9;
constexpr double kLeastSentShare = 0.98;
constexpr double kSendLagFloorMs = 5.0;
constexpr double kMostCallbackStamps = 0.01;
constexpr double kSendLagOfTtft = 0.05;

double median_ttft_ms(const metrics::Recorder& recorder) {
  metrics::Histogram all(metrics::unit_info(metrics::Unit::kMilliseconds).range);
  for (const metrics::CellRecord& cell : recorder.cells()) {
    all.merge(cell.merged(metrics::MetricId::ttft));
  }
  return static_cast<double>(all.value_at(core::Percentile{50})) / 1000.0;
}

void judge(results::ClientReport& report, double ttft_ms, std::int64_t sent_in_time) {
  const double allowed = std::max(kSendLagFloorMs, kSendLagOfTtft * ttft_ms);
  if (const auto* p99 = report.send_lag.find(99); p99 != nullptr && p99->value > allowed) {
    report.reasons.push_back(fmt::format(
        "requests left late: send_lag p99 {:.2f} ms is over {:.2f} ms", p99->value, allowed));
  }
  if (static_cast<double>(sent_in_time) < kLeastSentShare * static_cast<double>(report.planned)) {
    report.reasons.push_back(
        fmt::format("only {} of {} planned arrivals left before the window closed", sent_in_time,
                    report.planned));
  }
  for (std::size_t i = 0; i < report.cpu_share.size(); ++i) {
    if (report.cpu_share[i] > kMostCpuShare) {
      report.reasons.push_back(
          fmt::format("worker {} used {:.0f} % of a core", i, report.cpu_share[i] * 100.0));
    }
  }
  report.client_limited = !report.reasons.empty();
}

/// A few reads that libcurl does on its own account have callback stamps in any run; more than that
/// and the figures are those of callback stamps.
bool from_kernel(const transport::StampCounts& stamps) {
  const auto all = static_cast<double>(stamps.kernel + stamps.callback);
  return stamps.kernel > 0 && static_cast<double>(stamps.callback) <= kMostCallbackStamps * all;
}

}  // namespace

results::ClientReport make_client_report(std::span<const WorkerReport> workers,
                                         const metrics::Recorder& recorder) {
  results::ClientReport report;
  report.workers = static_cast<int>(workers.size());
  metrics::Histogram send_lag(metrics::unit_info(metrics::Unit::kMilliseconds).range);
  metrics::Histogram loop_lag(metrics::unit_info(metrics::Unit::kMilliseconds).range);
  transport::StampCounts stamps;
  for (const WorkerReport& worker : workers) {
    send_lag.merge(worker.send_lag);
    loop_lag.merge(worker.loop_lag);
    report.cpu_share.push_back(worker.cpu_share);
    report.dropped += worker.dropped;
    report.planned += worker.planned;
    report.late += worker.late;
    report.missed += worker.missed;
    stamps.kernel += worker.stamps.kernel;
    stamps.callback += worker.stamps.callback;
  }
  if (from_kernel(stamps)) report.stamps = "kernel";
  if (stamps.kernel > 0) {
    report.kernel_stamp_share =
        static_cast<double>(stamps.kernel) / static_cast<double>(stamps.kernel + stamps.callback);
  }
  constexpr auto kMs = metrics::Unit::kMilliseconds;
  report.send_lag = results::summarize_histogram(send_lag, kMs, false, 0.0);
  report.loop_lag = results::summarize_histogram(loop_lag, kMs, false, 0.0);

  judge(report, median_ttft_ms(recorder), report.planned - report.missed);
  return report;
}

}  // namespace orbench::run
