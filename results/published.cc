#include "results/published.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace orbench::results {
namespace {

constexpr std::array<double, 4> kQuantiles = {50, 75, 90, 99};
constexpr double kWidestInterval = 2;
/// Nobody answers within 5 ms: a smaller figure is in seconds, whatever its description says.
constexpr double kLeastLatencyMs = 5;

/// What one metric is called here and there.
struct Pair {
  metrics::MetricId metric;
  std::optional<Percentiles> EndpointRow::*published;
};
constexpr std::array<Pair, 2> kPairs = {
    {{metrics::MetricId::ttft, &EndpointRow::latency_ms},
     {metrics::MetricId::output_tps, &EndpointRow::throughput}}};

using Key = std::pair<std::string, std::string>;  // model, provider

std::string plain_model(std::string model) {
  for (const std::string_view suffix : {":nitro", ":floor", ":exacto"}) {
    if (model.ends_with(suffix)) model.resize(model.size() - suffix.size());
  }
  return model;
}

/// The richest summary of each provider's requests.
std::map<Key, const ProviderSummary*> richest(const RunResult& result) {
  std::map<Key, const ProviderSummary*> out;
  for (const CellResult& cell : result.cells) {
    for (const auto& [name, summary] : cell.providers) {
      const ProviderSummary*& best = out[{plain_model(cell.identity.model), name}];
      if (best == nullptr || summary.counters.ok() > best->counters.ok()) best = &summary;
    }
  }
  return out;
}

std::vector<const EndpointRow*> rows_of(const Snapshot& snapshot, const Key& key) {
  std::vector<const EndpointRow*> rows;
  for (const EndpointRow& row : snapshot.endpoints) {
    if (row.model == key.first && row.provider == key.second) rows.push_back(&row);
  }
  return rows;
}

/// Smallest and greatest over the snapshots; the reason when there is nothing to compare with.
std::string read_published(const Discovery& discovery, const Key& key, const Pair& pair,
                           std::size_t at, PublishedFigure& figure) {
  for (const Snapshot& snapshot : discovery.snapshots) {
    const auto rows = rows_of(snapshot, key);
    if (rows.empty()) return "the provider is not in the endpoint table";
    if (rows.size() > 1) return "the provider has several endpoints of the model";
    const auto& published = rows.front()->*pair.published;
    if (!published) return "nothing is published";
    const double value = published->at(at);
    figure.published_least = std::min(figure.published_least.value_or(value), value);
    figure.published_most = std::max(figure.published_most.value_or(value), value);
  }
  if (!figure.published_least) return "no endpoint table was taken";
  const bool odd =
      pair.metric == metrics::MetricId::ttft && *figure.published_most < kLeastLatencyMs;
  return odd ? "the published figure is in seconds, it seems" : "";
}

std::string read_measured(const ProviderSummary& summary, const Pair& pair, PublishedFigure& out) {
  const auto found = summary.metrics.find(pair.metric);
  if (found == summary.metrics.end() || found->second.count == 0) return "nothing was measured";
  for (const metrics::QuantileValue& quantile : found->second.quantiles) {
    if (quantile.q != out.q) continue;
    out.measured = quantile.value;
    out.lo = quantile.lo;
    out.hi = quantile.hi;
  }
  if (!out.lo || !out.hi) return "too few requests";
  return *out.hi > kWidestInterval * *out.lo ? "the interval is too wide" : "";
}

PublishedFigure figure_of(const RunResult& result, const Key& key, const ProviderSummary& summary,
                          const Pair& pair, std::size_t at) {
  PublishedFigure figure;
  figure.model = key.first;
  figure.provider = key.second;
  figure.metric = metrics::metric_info(pair.metric).name;
  figure.q = kQuantiles.at(at);
  figure.reason = read_measured(summary, pair, figure);
  const std::string missing = read_published(*result.discovery, key, pair, at, figure);
  if (!missing.empty()) figure.reason = missing;
  if (!figure.reason.empty()) return figure;
  const bool apart = *figure.hi < *figure.published_least || *figure.lo > *figure.published_most;
  figure.agreement = apart ? Agreement::kDiffers : Agreement::kAgrees;
  return figure;
}

}  // namespace

std::string_view to_string(Agreement agreement) {
  constexpr std::array<std::string_view, 3> kNames = {"agrees", "differs", "cannot_tell"};
  return kNames.at(static_cast<std::size_t>(agreement));
}

std::optional<Agreement> agreement_from_name(std::string_view name) {
  for (const Agreement one : {Agreement::kAgrees, Agreement::kDiffers, Agreement::kCannotTell}) {
    if (to_string(one) == name) return one;
  }
  return std::nullopt;
}

std::vector<PublishedFigure> compare_with_published(const RunResult& result) {
  std::vector<PublishedFigure> figures;
  if (!result.discovery || result.discovery->snapshots.empty()) return figures;
  for (const auto& [key, summary] : richest(result)) {
    if (key.second.empty()) continue;
    for (const Pair& pair : kPairs) {
      for (std::size_t at = 0; at < kQuantiles.size(); ++at) {
        figures.push_back(figure_of(result, key, *summary, pair, at));
      }
    }
  }
  return figures;
}

}  // namespace orbench::results
