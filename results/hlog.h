#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "harness/metrics/histogram.h"
#include "harness/metrics/interval.h"
#include "harness/metrics/metric.h"
#include "results/run_result.h"

/// The HdrHistogram log format 1.3, both ways: a text file that every HdrHistogram tool reads.
/// Source: HdrHistogram (G. Tene), HistogramLogWriter and HistogramLogReader.
namespace orbench::results {

/// Whose values a line of ours holds: the ok requests of one block of one cell.
struct HlogSeries {
  std::uint32_t cell = 0;
  metrics::MetricId metric = {};
  std::int32_t block = 0;
  friend auto operator<=>(const HlogSeries&, const HlogSeries&) = default;
};
/// `cell=0;metric=ttft;block=3`.
[[nodiscard]] std::string hlog_tag(const HlogSeries& series);
/// Empty for a tag of other making; keys that it does not know are passed over.
[[nodiscard]] std::optional<HlogSeries> parse_hlog_tag(std::string_view tag);

/// One data line.
struct HlogLine {
  std::string tag;     ///< may be empty; no comma, space, CR or LF, which readers split on
  double start_s = 0;  ///< from the log's base time
  double length_s = 0;
  double max = 0;        ///< largest value, in a unit of the writer's choice
  int max_decimals = 3;  ///< that `max` is written with; not read back
  metrics::Histogram histogram;
};
/// Errors: kInvalidArgument for a tag that no reader could read; that of encode_histogram.
core::Result<void> append_hlog_line(const HlogLine& line, std::string& out);

/// A comment of ours: when a cell is measured, where that was not known at the start. Other readers
/// pass it over.
struct HlogWindow {
  std::uint32_t cell = 0;
  metrics::Window window;
  friend bool operator==(const HlogWindow&, const HlogWindow&) = default;
};
/// `#[Window: cell=2 start=12.5 end=22.5 (seconds from the base time)]` and a newline.
[[nodiscard]] std::string encode_hlog_window(const HlogWindow& window);
/// Empty for every other comment.
[[nodiscard]] std::optional<HlogWindow> parse_hlog_window(std::string_view comment);

/// What stands before the data lines of our logs.
struct HlogHeader {
  double base_time = 0;  ///< wall seconds at the run epoch, from which starts are counted
  std::vector<CellIdentity> cells;
};
[[nodiscard]] std::string encode_hlog_header(const HlogHeader& header);

/// What a reader of a log is told, line by line; either may be null.
struct HlogVisitor {
  std::function<void(const HlogLine&)> line;
  std::function<void(const HlogWindow&)> window = {};
};
/// Visits every data line, whoever wrote the log, and gives its base time: what a start is counted
/// from, in seconds since 1970; 0 where starts are wall times themselves. A cut last line is no
/// error.
/// Errors: kNotFound, kIo, kParse, kTooLarge and those of decode_histogram, with file and line.
[[nodiscard]] core::Result<double> read_hlog(const std::string& path, const HlogVisitor& visitor);

}  // namespace orbench::results
