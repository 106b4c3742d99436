#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/metrics/distribution.h"
#include "results/run_result.h"
#include "results/verdict.h"

/// How reports print a figure: the one place, on top of harness/metrics/number_format.h.
/// A quantile is printed with its interval or not at all: without enough independent requests
/// behind it the text is `n<36`, the least count that this quantile needs.
namespace orbench::reporters {

/// No figure: the metric does not exist here, or nothing was measured.
inline constexpr const char* kNoFigure = "–";

/// The bare number, for a column that has the unit in its header: `812`, `n<36`, `–`.
[[nodiscard]] std::string quantile_text(const metrics::Distribution* distribution, double q);
/// `[790–840]`, or empty when the quantile has no interval.
[[nodiscard]] std::string interval_text(const metrics::Distribution* distribution, double q);
/// With every failure taken as infinitely bad: `1,240`, or `> limit` when too many failed.
[[nodiscard]] std::string all_quantile_text(const metrics::Distribution* distribution, double q);
/// For running text: `812 ms [790–840]`, `n too small`, `–`.
[[nodiscard]] std::string quantile_with_unit(const metrics::Distribution* distribution, double q);

/// Null when the metric was not measured.
[[nodiscard]] const metrics::Distribution* find_metric(const results::MetricSummaries& metrics,
                                                       metrics::MetricId id);

/// What a cell is called: `chat-short · stream · only=groq`. The model is named where `with_model`
/// says that it tells cells apart.
[[nodiscard]] std::string cell_name(const results::CellIdentity& cell, bool with_model);
/// The same without the workload: what tells its cells apart.
[[nodiscard]] std::string cell_labels(const results::CellIdentity& cell, bool with_model);
/// True when not all cells ask for the same model.
[[nodiscard]] bool models_differ(std::span<const results::CellResult> cells);

/// `passed`, `failed`, … as words and marks for people.
[[nodiscard]] const char* verdict_mark(results::CheckVerdict verdict);

/// A small span: `30.5 µs`; from a millisecond on, `1.24 ms`.
[[nodiscard]] std::string micros_text(double us);
/// A relative error: `+0.42%`, `-1.00%`.
[[nodiscard]] std::string signed_share(double fraction);

/// The parts joined by ` · `, empty ones left out.
[[nodiscard]] std::string joined(const std::vector<std::string>& parts);

}  // namespace orbench::reporters
