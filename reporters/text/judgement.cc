#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/metrics/number_format.h"
#include "reporters/figure_format.h"
#include "reporters/terminal_text.h"
#include "reporters/text/sections.h"

namespace orbench::reporters::text {
namespace {

using results::CheckRecord;
using results::CheckVerdict;

Tone tone_of(CheckVerdict verdict) {
  if (verdict == CheckVerdict::kPassed) return Tone::kGood;
  return verdict == CheckVerdict::kFailed ? Tone::kBad : Tone::kWarn;
}

/// The check that nobody wrote is worth a line only when it says something.
bool is_shown(const CheckRecord& check) {
  return !check.implicit || check.verdict != CheckVerdict::kPassed;
}

std::string evidence_text(const CheckRecord& check) {
  return check.evidence.empty() ? "" : fmt::format("see {}", fmt::join(check.evidence, " "));
}

void add_check(const CheckRecord& check, Table& table) {
  const Tone tone = tone_of(check.verdict);
  const std::string word =
      check.verdict == CheckVerdict::kPassed ? "" : std::string(results::to_string(check.verdict));
  table.row({{verdict_mark(check.verdict), tone},
             {printable(check.check)},
             {printable(check.observed), tone},
             {printable(check.expected), Tone::kDim},
             {metrics::format_count(check.n)},
             {word, tone}});
  constexpr int kUnderTheCheck = 2;
  const std::string more = joined({check.where, check.note, evidence_text(check)});
  if (!more.empty()) table.heading(printable(more), Tone::kDim, kUnderTheCheck);
}

/// The p99 of one of the client's own delays.
std::string lag_text(std::string_view name, const metrics::Distribution& lag) {
  const metrics::QuantileValue* p99 = lag.find(99);
  if (lag.count == 0 || p99 == nullptr) return {};
  return fmt::format("{} p99 {}", name, metrics::format_value(lag.unit, p99->value));
}

/// Of reads within a millisecond nobody knows how late they were.
std::string read_lag_text(const std::optional<metrics::Distribution>& lag) {
  if (!lag || lag->count == 0) return {};
  const metrics::QuantileValue* p99 = lag->find(99);
  if (p99 != nullptr && p99->value == 0) return "read lag p99 under 1 ms";
  return lag_text("read lag", *lag);
}

std::string cpu_text(const std::vector<double>& shares) {
  if (shares.empty()) return {};
  std::vector<std::string> parts;
  for (const double share : shares) parts.push_back(metrics::format_share(share));
  return fmt::format("cpu {}", fmt::join(parts, ", "));
}

/// The client's error bar, as calibrated: `client error: ttft ±30 µs (kernel stamps, p99), …`.
std::string calibration_text(const results::ClientReport& client) {
  const results::ClientCalibration& found = *client.calibration;
  std::vector<std::string> parts;
  if (found.stamp_error_p99_us) {
    parts.push_back(fmt::format("ttft ±{} ({} stamps, p99)", micros_text(*found.stamp_error_p99_us),
                                client.stamps));
  }
  if (found.percentile_error) {
    parts.push_back(
        fmt::format("quantiles ±{}", metrics::format_share(std::abs(*found.percentile_error))));
  }
  parts.push_back(fmt::format("send lag {} p99", micros_text(found.send_lag_p99_us)));
  parts.push_back(fmt::format("rate {}", signed_share(found.rate_error)));
  constexpr std::size_t kDay = 10;  // of an ISO 8601 instant
  parts.push_back(fmt::format("calibrated {}{}", found.date.substr(0, kDay),
                              found.quick ? " (quick: coarse)" : ""));
  return fmt::format("client error: {}", fmt::join(parts, ", "));
}

void write_calibration(const results::ClientReport& client, Page& page) {
  if (client.calibration) {
    page.paragraph(calibration_text(client));
  } else {
    page.paragraph("client error: not calibrated, run `orbench calibrate`", Tone::kDim);
  }
}

/// A run that was rebuilt does not know.
std::string stamps_text(const results::ClientReport& client) {
  if (client.stamps == "unknown") return "stamps unknown";
  std::string text = "stamps from the " + client.stamps;
  if (client.stamps != "kernel" && client.kernel_stamp_share) {
    text +=
        fmt::format(" ({:.1f} % of the reads had the kernel's)", *client.kernel_stamp_share * 100);
  }
  return text;
}

}  // namespace

void write_checks(const ReportInput& input, Page& page) {
  Table table({{"", "", Align::kLeft},
               {"", "", Align::kLeft, 0, 1},
               {"observed"},
               {"expected", "", Align::kLeft, 1},
               {"n"},
               {"", "", Align::kLeft}});
  bool any = false;
  for (const CheckRecord& check : input.verdict.checks) {
    if (!is_shown(check)) continue;
    add_check(check, table);
    any = true;
  }
  if (!any) return;
  page.title("Checks");
  page.table(table);
}

void write_client(const ReportInput& input, Page& page) {
  const results::ClientReport& client = input.result.client;
  page.title("Client");
  if (client.client_limited) {
    page.item("!", Tone::kBad,
              fmt::format("the client was the limit, the figures tell of this machine too: {}",
                          fmt::join(client.reasons, "; ")),
              Tone::kBad);
  }
  page.paragraph(
      joined({stamps_text(client), lag_text("send lag", client.send_lag),
              lag_text("loop lag", client.loop_lag), read_lag_text(client.read_lag),
              cpu_text(client.cpu_share),
              fmt::format("{} worker{}", client.workers, client.workers == 1 ? "" : "s")}));
  page.paragraph(fmt::format("{} arrivals planned, {} dropped at the in-flight cap, {} sent late",
                             metrics::format_count(client.planned),
                             metrics::format_count(client.dropped),
                             metrics::format_count(client.late)));
  write_calibration(client, page);
}

}  // namespace orbench::reporters::text
