#include "results/compare/comparand.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "harness/core/suggestion.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using metrics::Better;
using metrics::BlockRecord;
using metrics::Histogram;

constexpr std::string_view kErrorsRate = "errors.rate";
constexpr std::string_view kGoodShare = "good_share";

/// `p50`, `p99.9`: above 0 and below 100.
std::optional<double> percent_of(std::string_view stat) {
  if (stat.size() < 2 || stat.front() != 'p') return std::nullopt;
  double percent = 0;
  const char* const end = stat.data() + stat.size();
  const auto [stop, error] = std::from_chars(stat.data() + 1, end, percent);
  if (error != std::errc() || stop != end || !(percent > 0) || !(percent < 100)) {
    return std::nullopt;
  }
  return percent;
}

core::Result<Comparand> read_metric(std::string_view text, std::string_view name,
                                    std::string_view stat) {
  const auto id = metrics::metric_from_name(name);
  if (!id) {
    std::vector<std::string> known = metrics::metric_names();
    known.emplace_back(kErrorsRate);
    known.emplace_back(kGoodShare);
    return core::fail(ErrorCode::kInvalidArgument,
                      fmt::format(R"("{}": no metric is called "{}"{})", text, name,
                                  core::suggest(std::string(name), known)));
  }
  if (metrics::metric_info(*id).better == Better::kNeither) {
    return core::fail(
        ErrorCode::kInvalidArgument,
        fmt::format("\"{}\": {} has no better side, so no verdict can be about it", text, name));
  }
  Comparand out;
  out.text = std::string(text);
  out.metric = *id;
  if (stat == "gmean") {
    out.kind = Comparand::Kind::kGeometricMean;
    return out;
  }
  const auto percent = percent_of(stat);
  if (!percent) {
    return core::fail(
        ErrorCode::kInvalidArgument,
        fmt::format("\"{}\": a comparison is of quantiles such as {}.p50, of {}.gmean, of "
                    "errors.rate or of good_share; found \"{}\"",
                    text, name, name, stat));
  }
  out.percent = *percent;
  return out;
}

Comparand quantile(metrics::MetricId id, double percent) {
  Comparand out;
  out.text = fmt::format("{}.p{}", metrics::metric_info(id).name, percent);
  out.metric = id;
  out.percent = percent;
  return out;
}

Comparand geometric_mean(metrics::MetricId id) {
  Comparand out;
  out.text = fmt::format("{}.gmean", metrics::metric_info(id).name);
  out.kind = Comparand::Kind::kGeometricMean;
  out.metric = id;
  return out;
}

Comparand errors_rate() {
  Comparand out;
  out.text = std::string(kErrorsRate);
  out.kind = Comparand::Kind::kErrorsRate;
  return out;
}

std::int64_t judged(const metrics::Counters& counters) {
  return counters.sent() - counters.of(core::Outcome::kCancelled);
}

std::optional<double> quantile_figure(const Histogram& values, double ascending) {
  const auto n = static_cast<double>(values.count());
  const double h = std::clamp((n + 1.0 / 3) * ascending + 1.0 / 3, 1.0, n);
  const auto rank = static_cast<std::int64_t>(std::floor(h));
  const auto low = static_cast<double>(values.value_at_rank(rank));
  if (low <= 0) return std::nullopt;
  const double part = h - std::floor(h);
  if (part <= 0 || rank >= values.count()) return low;
  const auto high = static_cast<double>(values.value_at_rank(rank + 1));
  return low * std::pow(high / low, part);
}

std::optional<double> geometric_mean_figure(const Histogram& values) {
  if (values.min() <= 0) return std::nullopt;
  double sum = 0;
  values.for_each([&](std::size_t slot, std::int64_t count) {
    sum +=
        static_cast<double>(count) * std::log(static_cast<double>(values.middle_equivalent(slot)));
  });
  return std::exp(sum / static_cast<double>(values.count()));
}

}  // namespace

Better Comparand::better() const {
  if (kind == Kind::kErrorsRate) return Better::kLower;
  if (kind == Kind::kGoodShare) return Better::kHigher;
  return metrics::metric_info(metric).better;
}

std::int64_t Comparand::least_count() const {
  constexpr std::int64_t kLeast = 10;
  if (kind != Kind::kQuantile) return kLeast;
  const double tail = std::max(1 - percent / 100, 1e-6);
  return std::max(kLeast, static_cast<std::int64_t>(std::ceil(2 / tail - 1e-9)));
}

core::Result<Comparand> parse_comparand(std::string_view text) {
  Comparand share;
  share.text = std::string(text);
  if (text == kErrorsRate) return errors_rate();
  if (text == kGoodShare) {
    share.kind = Comparand::Kind::kGoodShare;
    return share;
  }
  const std::size_t dot = text.find('.');
  const std::string_view stat = dot == std::string_view::npos ? "" : text.substr(dot + 1);
  return read_metric(text, text.substr(0, dot), stat);
}

const std::vector<Comparand>& default_primary() {
  using metrics::MetricId;
  static const std::vector<Comparand> all = {quantile(MetricId::ttft, 50),
                                             quantile(MetricId::ttft, 90),
                                             quantile(MetricId::output_tps, 50), errors_rate()};
  return all;
}

const std::vector<Comparand>& default_primary_of_plain() {
  using metrics::MetricId;
  static const std::vector<Comparand> all = {quantile(MetricId::e2e, 50),
                                             quantile(MetricId::e2e, 90),
                                             quantile(MetricId::output_tps, 50), errors_rate()};
  return all;
}

const std::vector<Comparand>& secondary_comparands() {
  using metrics::MetricId;
  static const std::vector<Comparand> all = {quantile(MetricId::ttfa, 50),
                                             quantile(MetricId::ttft, 95),
                                             quantile(MetricId::e2e, 50),
                                             quantile(MetricId::e2e, 95),
                                             quantile(MetricId::itl, 50),
                                             geometric_mean(MetricId::cost),
                                             geometric_mean(MetricId::output_tokens)};
  return all;
}

std::int64_t value_count(const BlockRecord& block, const Comparand& comparand) {
  if (comparand.kind == Comparand::Kind::kErrorsRate) return judged(block.counters);
  if (comparand.kind == Comparand::Kind::kGoodShare) return block.counters.sent();
  const Histogram* values = block.ok.find(comparand.metric);
  return values == nullptr ? 0 : values->count();
}

std::optional<double> figure_of(const BlockRecord& block, const Comparand& comparand) {
  const std::int64_t n = value_count(block, comparand);
  if (n == 0) return std::nullopt;
  if (comparand.kind == Comparand::Kind::kErrorsRate) return block.counters.error_rate();
  if (comparand.kind == Comparand::Kind::kGoodShare) {
    return static_cast<double>(block.counters.good) / static_cast<double>(n);
  }
  const Histogram& values = *block.ok.find(comparand.metric);
  const metrics::MetricInfo& info = metrics::metric_info(comparand.metric);
  const bool mean = comparand.kind == Comparand::Kind::kGeometricMean;
  const double ascending =
      (info.better == Better::kHigher ? 100 - comparand.percent : comparand.percent) / 100;
  const auto steps = mean ? geometric_mean_figure(values) : quantile_figure(values, ascending);
  if (!steps) return std::nullopt;
  return *steps / metrics::unit_info(info.unit).steps_per_unit;
}

}  // namespace orbench::results
