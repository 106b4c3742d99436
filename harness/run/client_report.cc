#include "harness/run/client_report.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "results/summarize.h"

namespace orbench::run {
namespace {

constexpr double kMostCpuShare = 0.9;
constexpr double kLeastSentShare = 0.98;
constexpr double kLagFloorMs = 5.0;
constexpr double kMostCallbackStamps = 0.01;
constexpr double kLagOfTtft = 0.05;

double median_ttft_ms(const metrics::Recorder& recorder) {
  metrics::Histogram all(metrics::unit_info(metrics::Unit::kMilliseconds).range);
  for (const metrics::CellRecord& cell : recorder.cells()) {
    all.merge(cell.merged(metrics::MetricId::ttft));
  }
  return static_cast<double>(all.value_at(core::Percentile{50})) / 1000.0;
}

/// `what`: left late, say.
void judge_lag(const metrics::Distribution& lag, std::string_view what, std::string_view name,
               double allowed_ms, std::vector<std::string>& reasons) {
  const metrics::QuantileValue* p99 = lag.find(99);
  if (p99 == nullptr || p99->value <= allowed_ms) return;
  reasons.push_back(
      fmt::format("{}: {} p99 {:.2f} ms is over {:.2f} ms", what, name, p99->value, allowed_ms));
}

void judge(results::ClientReport& report, double ttft_ms, std::int64_t sent_in_time) {
  const double allowed = std::max(kLagFloorMs, kLagOfTtft * ttft_ms);
  judge_lag(report.send_lag, "requests left late", "send_lag", allowed, report.reasons);
  // The kernel's stamps do not move when their bytes are read late.
  if (report.stamps != "kernel") {
    judge_lag(*report.read_lag, "answers were read late", "read_lag", allowed, report.reasons);
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
  metrics::Histogram read_lag(metrics::unit_info(metrics::Unit::kMilliseconds).range);
  transport::StampCounts stamps;
  for (const WorkerReport& worker : workers) {
    send_lag.merge(worker.send_lag);
    loop_lag.merge(worker.loop_lag);
    read_lag.merge(worker.read_lag);
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
  report.read_lag = results::summarize_histogram(read_lag, kMs, false, 0.0);

  judge(report, median_ttft_ms(recorder), report.planned - report.missed);
  return report;
}

}  // namespace orbench::run
