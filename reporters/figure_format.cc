#include "reporters/figure_format.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "results/summarize.h"

namespace orbench::reporters {
namespace {

using metrics::Distribution;
using metrics::QuantileValue;

std::string bare(const Distribution& distribution, double value) {
  return distribution.unit == metrics::Unit::kUsd ? metrics::format_usd(value)
                                                  : metrics::format_number(value);
}

const QuantileValue* find_quantile(const Distribution* distribution, double q) {
  if (distribution == nullptr || distribution->count == 0) return nullptr;
  return distribution->find(q);
}

/// The last part of a path: `only` of `request.provider.only`.
std::string_view short_label(std::string_view label) {
  const std::size_t dot = label.rfind('.');
  return dot == std::string_view::npos ? label : label.substr(dot + 1);
}

}  // namespace

std::string quantile_text(const Distribution* distribution, double q) {
  const QuantileValue* quantile = find_quantile(distribution, q);
  if (quantile == nullptr) return kNoFigure;
  if (!quantile->lo || !quantile->hi) {
    return fmt::format("n<{}", results::least_count_for(core::Percentile(q)));
  }
  return bare(*distribution, quantile->value);
}

std::string interval_text(const Distribution* distribution, double q) {
  const QuantileValue* quantile = find_quantile(distribution, q);
  if (quantile == nullptr || !quantile->lo || !quantile->hi) return {};
  return fmt::format("[{}–{}]", bare(*distribution, *quantile->lo),
                     bare(*distribution, *quantile->hi));
}

std::string all_quantile_text(const Distribution* distribution, double q) {
  const QuantileValue* quantile = find_quantile(distribution, q);
  if (quantile == nullptr) return kNoFigure;
  return quantile->all ? bare(*distribution, *quantile->all) : "> limit";
}

std::string quantile_with_unit(const Distribution* distribution, double q) {
  const QuantileValue* quantile = find_quantile(distribution, q);
  if (quantile == nullptr) return kNoFigure;
  if (!quantile->lo || !quantile->hi) return "n too small";
  const std::string value = metrics::format_value(distribution->unit, quantile->value);
  // The interval is in the unit of the value, which long times print as seconds.
  const double scale = value.ends_with(" s") ? 1e-3 : 1.0;
  return fmt::format("{} [{}–{}]", value, bare(*distribution, *quantile->lo * scale),
                     bare(*distribution, *quantile->hi * scale));
}

const Distribution* find_metric(const results::MetricSummaries& metrics, metrics::MetricId id) {
  const auto found = metrics.find(id);
  return found == metrics.end() ? nullptr : &found->second;
}

std::string cell_name(const results::CellIdentity& cell, bool with_model) {
  return joined({cell.workload, cell_labels(cell, with_model)});
}

std::string cell_labels(const results::CellIdentity& cell, bool with_model) {
  std::vector<std::string> parts;
  bool names_model = false;
  for (const auto& [label, value] : cell.labels) {
    if (label == "stream") {
      parts.emplace_back(value == "true" ? "stream" : "plain");
    } else if (short_label(label) == "model") {
      parts.push_back(value);
      names_model = true;
    } else {
      parts.push_back(fmt::format("{}={}", short_label(label), value));
    }
  }
  if (with_model && !names_model) parts.push_back(cell.model);
  return joined(parts);
}

bool models_differ(std::span<const results::CellResult> cells) {
  return std::any_of(cells.begin(), cells.end(), [&cells](const results::CellResult& cell) {
    return cell.identity.model != cells.front().identity.model;
  });
}

const char* verdict_mark(results::CheckVerdict verdict) {
  switch (verdict) {
    case results::CheckVerdict::kPassed:
      return "✓";
    case results::CheckVerdict::kFailed:
      return "✗";
    case results::CheckVerdict::kWarned:
      return "!";
    case results::CheckVerdict::kUndecided:
    case results::CheckVerdict::kNoData:
      return "?";
  }
  return "?";
}

std::string micros_text(double us) {
  constexpr double kUsPerMs = 1000;
  if (std::abs(us) < kUsPerMs) return metrics::format_number(us) + " µs";
  return metrics::format_value(metrics::Unit::kMilliseconds, us / kUsPerMs);
}

std::string signed_share(double fraction) {
  return fmt::format("{}{}", fraction > 0 ? "+" : "", metrics::format_share(fraction));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += " · ";
    out += part;
  }
  return out;
}

}  // namespace orbench::reporters
