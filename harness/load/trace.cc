#include "harness/load/trace.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::load {
namespace {

using core::ErrorCode;

constexpr std::string_view kSpace = " \t\r";

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kSpace) - first + 1);
}

std::optional<double> plain_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The instant a line holds, in the file's unit; empty when it holds none.
std::optional<double> instant_of(std::string_view line, const std::string& field) {
  if (line.front() != '{') return plain_number(line);
  const auto object = nlohmann::json::parse(line, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(field);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

class TraceReader {
 public:
  TraceReader(const std::string& path, const TraceFormat& format) : path_(path), format_(format) {}

  core::Result<std::vector<double>> read() {
    std::error_code error;
    if (!std::filesystem::exists(path_, error)) {
      return core::fail(ErrorCode::kNotFound,
                        fmt::format("there is no file \"{}\": check the path", path_), path_);
    }
    std::ifstream file(path_, std::ios::binary);
    if (std::filesystem::is_directory(path_, error) || !file) {
      return core::fail(ErrorCode::kIo, fmt::format("\"{}\" is not a file to read", path_), path_);
    }
    std::string line;
    while (std::getline(file, line)) {
      ++line_;
      if (const auto taken = take(line); !taken) return tl::unexpected(taken.error());
    }
    if (file.bad())
      return core::fail(ErrorCode::kIo, fmt::format("cannot read \"{}\"", path_), path_);
    if (times_.empty()) return refuse("the file holds no instant: one a line is wanted");
    return std::move(times_);
  }

 private:
  core::Result<void> take(std::string_view line) {
    if (line.size() > kMaxTraceLine) {
      return refuse(fmt::format("the line is longer than {} bytes", kMaxTraceLine),
                    ErrorCode::kTooLarge);
    }
    line = trimmed(line);
    if (line.empty() || line.front() == '#') return {};
    const auto instant = instant_of(line, format_.field);
    if (!instant || !std::isfinite(*instant)) {
      return refuse(fmt::format("expected a number, or a JSON object with a number in \"{}\"",
                                format_.field));
    }
    const double at = *instant * format_.seconds_per_unit;
    if (times_.empty()) first_ = at;
    const double since_first = at - first_;
    if (!times_.empty() && since_first < times_.back()) {
      return refuse("this instant is earlier than the one before; sort the file");
    }
    if (times_.size() == kMaxTraceArrivals) {
      return refuse(fmt::format("more than {} instants", kMaxTraceArrivals), ErrorCode::kTooLarge);
    }
    times_.push_back(since_first);
    return {};
  }

  [[nodiscard]] tl::unexpected<core::Error> refuse(std::string why,
                                                   ErrorCode code = ErrorCode::kParse) const {
    return core::fail(code, std::move(why), fmt::format("{}:{}", path_, line_));
  }

  const std::string& path_;
  const TraceFormat& format_;
  std::size_t line_ = 0;
  double first_ = 0;
  std::vector<double> times_;
};

}  // namespace

core::Result<std::vector<double>> read_trace(const std::string& path, const TraceFormat& format) {
  return TraceReader(path, format).read();
}

}  // namespace orbench::load
