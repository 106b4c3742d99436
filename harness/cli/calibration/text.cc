#include "harness/cli/calibration/text.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/metrics/number_format.h"
#include "reporters/figure_format.h"
#include "reporters/page.h"

namespace orbench::cli {
namespace {

using metrics::format_count;
using reporters::micros_text;
using reporters::signed_share;
using reporters::Tone;
using results::CalibrationVerdict;

Tone tone_of(CalibrationVerdict verdict) {
  if (verdict == CalibrationVerdict::kGood) return Tone::kGood;
  return verdict == CalibrationVerdict::kNoisy ? Tone::kWarn : Tone::kBad;
}

std::string ms_text(double ms) { return metrics::format_value(metrics::Unit::kMilliseconds, ms); }

class Lines {
 public:
  Lines() : table_({{"", "", reporters::Align::kLeft}, {"", "", reporters::Align::kLeft}}) {}

  /// A part with its verdict, and the reason under it.
  void part(const std::string& name, const results::PartEnd& end) {
    const Tone tone = tone_of(end.verdict);
    table_.row({{name}, {std::string(results::to_string(end.verdict)), tone}});
    if (!end.note.empty()) table_.heading(end.note, tone, kUnder);
  }
  void figure(const std::string& name, const std::string& value) {
    table_.row({{"  " + name}, {value}});
  }
  [[nodiscard]] const reporters::Table& table() const { return table_; }

 private:
  static constexpr int kUnder = 2;
  reporters::Table table_;
};

void add_pacing(const results::PacingError& pacing, Lines& lines) {
  lines.part("pacing", pacing.end);
  lines.figure("rate error", fmt::format("{}: {} of {} sent, at {:g} requests a second",
                                         signed_share(pacing.rate_error), format_count(pacing.sent),
                                         format_count(pacing.planned), pacing.rate_rps));
  lines.figure("send lag", fmt::format("p50 {}, p99 {}", micros_text(pacing.send_lag_p50_us),
                                       micros_text(pacing.send_lag_p99_us)));
}

void add_stamps(const results::StampError& kind, Lines& lines) {
  lines.part(kind.stamps + " stamps", kind.end);
  lines.figure("stamp error", fmt::format("p50 {}, p99 {}, max {} ({} instants, {} early)",
                                          micros_text(kind.p50_us), micros_text(kind.p99_us),
                                          micros_text(kind.max_us), format_count(kind.instants),
                                          format_count(kind.early)));
  std::vector<std::string> quantiles;
  for (const results::QuantileError& quantile : kind.quantiles) {
    quantiles.push_back(fmt::format("p{:g} {} of {}", quantile.q, signed_share(quantile.error),
                                    ms_text(quantile.true_ms)));
  }
  lines.figure("percentile error", fmt::format("ttft {}", fmt::join(quantiles, ", ")));
}

void add_stall(const results::StallTest& stall, Lines& lines) {
  lines.part("stall test", stall.end);
  lines.figure("server frozen", fmt::format("for {:g} s of {:g} s, at {:g} requests a second",
                                            stall.stall_s, stall.window_s, stall.rate_rps));
  lines.figure("response_time p99", fmt::format("{}, expected {}", ms_text(stall.response_p99_ms),
                                                ms_text(stall.expected_p99_ms)));
  lines.figure("service_time p99",
               fmt::format("{}, must not show the stall", ms_text(stall.service_p99_ms)));
}

}  // namespace

std::string calibration_text(const results::Calibration& calibration,
                             const reporters::ReportStyle& style) {
  std::string out;
  reporters::Page page(style, out);
  const CalibrationVerdict verdict = calibration.verdict();
  page.headline("The client's own error on this machine", results::to_string(verdict),
                tone_of(verdict));
  page.paragraph(
      fmt::format("orbench {}, build {}, {}{}", calibration.version, calibration.build,
                  calibration.date, calibration.quick ? ", quick: the figures are coarse" : ""),
      Tone::kDim);
  page.blank();
  Lines lines;
  add_pacing(calibration.pacing, lines);
  for (const results::StampError& kind : calibration.stamps) add_stamps(kind, lines);
  add_stall(calibration.stall, lines);
  page.table(lines.table());
  page.blank();
  page.paragraph(
      "Measured against the embedded mock's own record, which shares this machine: the "
      "wire, the kernel and the wait for a core are in each figure.",
      Tone::kDim);
  return out;
}

}  // namespace orbench::cli
