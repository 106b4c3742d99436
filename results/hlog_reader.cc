#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/metrics/histogram_codec.h"
#include "results/hlog.h"
#include "results/line_reader.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using core::Result;

constexpr double kYear = 365.0 * 24 * 3600;

/// Takes what stands before the next comma, and the comma.
std::string_view take_field(std::string_view& line) {
  const std::size_t comma = std::min(line.find(','), line.size());
  std::string_view field = line.substr(0, comma);
  line.remove_prefix(std::min(line.size(), comma + 1));
  while (field.starts_with(' ')) field.remove_prefix(1);
  while (field.ends_with(' ')) field.remove_suffix(1);
  return field;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

Result<HlogLine> parse_line(std::string_view text) {
  HlogLine line;
  constexpr std::string_view kTag = "Tag=";
  if (text.starts_with(kTag)) line.tag = take_field(text).substr(kTag.size());
  const std::optional<double> start = number(take_field(text));
  const std::optional<double> length = number(take_field(text));
  const std::optional<double> max = number(take_field(text));
  if (!start || !length || !max) {
    return core::fail(ErrorCode::kParse,
                      "a line is [Tag=…,]start,length,maximum,histogram, the first three numbers");
  }
  line.start_s = *start;
  line.length_s = *length;
  line.max = *max;
  Result<metrics::Histogram> histogram = metrics::decode_histogram(take_field(text));
  if (!histogram) return tl::unexpected(histogram.error());
  line.histogram = std::move(*histogram);
  return line;
}

/// What the lines before the data say.
class Preamble {
 public:
  /// False for a version that may mean other things by the same words.
  bool read(std::string_view comment) {
    if (const auto version = after("#[Histogram log format version ", comment)) {
      return version->starts_with("1.");
    }
    if (const auto text = after("#[BaseTime: ", comment)) base_ = leading_number(*text);
    if (const auto text = after("#[StartTime: ", comment)) start_ = leading_number(*text);
    return true;
  }
  void see_first_line(double start) {
    if (!first_) first_ = start;
  }
  [[nodiscard]] double base_time() const {
    if (base_) return *base_;
    // Nobody logs a year before the log was begun: such starts count from its beginning.
    const bool relative = start_ && first_ && *first_ < *start_ - kYear;
    return relative ? *start_ : 0.0;
  }

 private:
  static std::optional<std::string_view> after(std::string_view key, std::string_view comment) {
    if (!comment.starts_with(key)) return std::nullopt;
    return comment.substr(key.size());
  }
  static std::optional<double> leading_number(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));  // some align it
    return number(text.substr(0, text.find(' ')));
  }

  std::optional<double> base_;
  std::optional<double> start_;
  std::optional<double> first_;
};

tl::unexpected<core::Error> refuse(core::Error error, const std::string& path, std::int64_t line) {
  error.message = fmt::format("{}:{} cannot be read: {}", path, line, error.message);
  error.where = fmt::format("{}:{}", path, line);
  return tl::unexpected(std::move(error));
}

tl::unexpected<core::Error> cannot_open(const std::string& path, int error_number) {
  if (error_number != ENOENT && error_number != ENOTDIR) {
    return io_failure("cannot open", path, error_number, "check its permissions");
  }
  return core::fail(ErrorCode::kNotFound, fmt::format("{} does not exist", path), path);
}

}  // namespace

Result<double> read_hlog(const std::string& path, const HlogVisitor& visitor) {
  const FileDescriptor file = open_for_reading(path);
  if (!file.is_open()) return cannot_open(path, errno);
  LineReader lines(file, path);
  Preamble preamble;
  for (;;) {
    const Result<LineReader::Line> line = lines.next();
    if (!line) return tl::unexpected(line.error());
    if (line->end) return preamble.base_time();
    std::string_view text = line->text;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.starts_with('#')) {
      const auto window = parse_hlog_window(text);
      if (window && line->whole && visitor.window) visitor.window(*window);
      if (preamble.read(text)) continue;
      return refuse({ErrorCode::kUnsupported, "a log of another format than 1.x", {}}, path,
                    lines.line_number());
    }
    if (text.empty() || text.starts_with('"')) continue;  // the legend
    const Result<HlogLine> parsed = parse_line(text);
    if (parsed) {
      preamble.see_first_line(parsed->start_s);
      if (visitor.line) visitor.line(*parsed);
    } else if (line->whole) {
      return refuse(parsed.error(), path, lines.line_number());
    }
  }
}

}  // namespace orbench::results
