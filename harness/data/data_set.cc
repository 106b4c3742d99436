#include "harness/data/data_set.h"

#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "harness/data/read_table.h"

namespace orbench::data {
namespace {

std::optional<double> weight_in(std::string_view text) {
  constexpr double kMost = 1e15;  // the sum of all rows stays finite and exact enough
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !(weight >= 0.0) || weight > kMost) return std::nullopt;
  return weight;
}

/// Empty after a mistake, which is reported.
std::vector<double> read_weights(const Table& table, const DataSpec& spec,
                                 core::Diagnostics& diagnostics) {
  const auto refuse = [&](std::string why) {
    diagnostics.error(core::ErrorCode::kInvalidArgument, std::move(why), spec.file);
    return std::vector<double>{};
  };
  const auto field = table.field(spec.weight);
  if (!field) {
    return refuse(
        fmt::format("the order is weighted, but there is no field \"{}\"{}; name it in "
                    "\"weight\"",
                    spec.weight, core::suggest(spec.weight, table.fields())));
  }
  if (!table.flaw(*field).empty()) {
    return refuse(fmt::format("every row needs its weight in the field \"{}\": {}", spec.weight,
                              table.flaw(*field)));
  }
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view text = table.json_text(row, *field);
    const auto weight = weight_in(text);
    if (!weight) {
      return refuse(fmt::format("row {}: the weight \"{}\" is no number from 0 to 1e15", row + 1,
                                text.substr(0, 40)));
    }
    weights.push_back(*weight);
    sum += *weight;
  }
  if (sum > 0) return weights;
  return refuse("all weights are 0: give at least one row a weight");
}

}  // namespace

std::optional<DataSet> DataSet::read(const DataSpec& spec, std::uint64_t seed,
                                     core::Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.errors().size();
  Table table = read_table(spec.file, diagnostics);
  std::vector<double> weights;
  if (spec.order == Order::kWeighted && table.rows() > 0) {
    weights = read_weights(table, spec, diagnostics);
  }
  if (diagnostics.errors().size() > before) return std::nullopt;
  return DataSet(std::move(table), spec, seed, weights);
}

DataSet::DataSet(Table table, const DataSpec& spec, std::uint64_t seed,
                 const std::vector<double>& weights)
    : table_(std::move(table)),
      measured_(spec.order, table_.rows(), seed, "data/" + spec.name, weights),
      warmup_(spec.order, table_.rows(), seed, "data/warmup/" + spec.name, weights) {}

}  // namespace orbench::data
