#include "results/hlog.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "harness/core/clock.h"
#include "harness/metrics/histogram_codec.h"

namespace orbench::results {
namespace {

constexpr std::string_view kNoTagCharacters = ", \r\n";

/// Comments may hold what a user wrote. Some readers take lines in small pieces, in which a rest
/// that looks like data would be data: one short line each, and nothing but printable ASCII.
std::string comment(std::string_view text) {
  constexpr std::size_t kMost = 100;
  std::string line = "# " + std::string(text.substr(0, kMost)) + "\n";
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (line[i] < ' ' || line[i] > '~') line[i] = '?';
  }
  return line;
}

std::string describe(const CellIdentity& cell) {
  std::string out = fmt::format("workload={} model={}", cell.workload, cell.model);
  for (const auto& [name, value] : cell.labels) out += fmt::format(" {}={}", name, value);
  return out;
}

template <class Integer>
bool read_integer(std::string_view text, Integer& value) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stopped == end && value >= 0;
}

/// An offset that a run can have.
bool read_seconds(std::string_view text, core::Duration& offset) {
  constexpr double kMost = 1e9;
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc{} || stopped != end || !(seconds >= 0) || seconds > kMost) return false;
  offset = core::from_seconds(seconds);
  return true;
}

}  // namespace

std::string hlog_tag(const HlogSeries& series) {
  return fmt::format("cell={};metric={};block={}", series.cell,
                     metrics::metric_info(series.metric).name, series.block);
}

std::optional<HlogSeries> parse_hlog_tag(std::string_view tag) {
  HlogSeries series;
  bool cell = false;
  bool block = false;
  std::optional<metrics::MetricId> metric;
  while (!tag.empty()) {
    const std::string_view part = tag.substr(0, tag.find(';'));
    tag.remove_prefix(std::min(tag.size(), part.size() + 1));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(std::min(part.size(), equals + 1));
    if (name == "cell") cell = read_integer(value, series.cell);
    if (name == "block") block = read_integer(value, series.block);
    if (name == "metric") metric = metrics::metric_from_name(value);
  }
  if (!cell || !block || !metric) return std::nullopt;
  series.metric = *metric;
  return series;
}

core::Result<void> append_hlog_line(const HlogLine& line, std::string& out) {
  if (line.tag.find_first_of(kNoTagCharacters) != std::string::npos) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("\"{}\" cannot tag a histogram: it holds a comma, a space or a "
                                  "line break",
                                  line.tag));
  }
  const auto histogram = metrics::encode_histogram(line.histogram);
  if (!histogram) return tl::unexpected(histogram.error());
  if (!line.tag.empty()) out += fmt::format("Tag={},", line.tag);
  out += fmt::format("{:.3f},{:.3f},{:.{}f},{}\n", line.start_s, line.length_s, line.max,
                     line.max_decimals, *histogram);
  return {};
}

std::string encode_hlog_window(const HlogWindow& window) {
  std::string out = fmt::format("#[Window: cell={} start={:.9f}", window.cell,
                                core::to_seconds(window.window.start));
  if (window.window.end) out += fmt::format(" end={:.9f}", core::to_seconds(*window.window.end));
  return out + " (seconds from the base time)]\n";
}

std::optional<HlogWindow> parse_hlog_window(std::string_view comment) {
  constexpr std::string_view kKey = "#[Window: ";
  if (!comment.starts_with(kKey)) return std::nullopt;
  comment.remove_prefix(kKey.size());
  HlogWindow out;
  bool cell = false;
  bool start = false;
  while (!comment.empty() && !comment.starts_with('(')) {
    const std::string_view part = comment.substr(0, comment.find(' '));
    comment.remove_prefix(std::min(comment.size(), part.size() + 1));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(std::min(part.size(), equals + 1));
    if (name == "cell") cell = read_integer(value, out.cell);
    if (name == "start") start = read_seconds(value, out.window.start);
    if (name == "end" && !read_seconds(value, out.window.end.emplace())) return std::nullopt;
  }
  if (!cell || !start) return std::nullopt;
  return out;
}

std::string encode_hlog_header(const HlogHeader& header) {
  std::string out = "#[Histogram log format version 1.3]\n";
  out += comment("orbench: ok requests of the measured window, by cell, metric and block");
  out += comment("values are whole steps: 1000 in a ms, a tok/s, a 1/s or a ratio; 1 in a token;");
  out += comment("1000000000 in a USD. Interval_Max is in the unit itself.");
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    out += comment(fmt::format("cell {}: {}", i, describe(header.cells[i])));
  }
  out += fmt::format("#[BaseTime: {:.3f} (seconds since epoch)]\n", header.base_time);
  out += fmt::format("#[StartTime: {:.3f} (seconds since epoch), {}]\n", header.base_time,
                     core::iso8601_utc(header.base_time));
  out +=
      "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";
  return out;
}

}  // namespace orbench::results
