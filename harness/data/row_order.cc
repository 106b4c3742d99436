#include "harness/data/row_order.h"

#include <algorithm>
#include <numeric>

#include "harness/core/rng.h"

namespace orbench::data {

const std::vector<std::string>& order_names() {
  static const std::vector<std::string> names = {"sequential", "shuffle", "random", "weighted"};
  return names;
}

std::optional<Order> order_of(std::string_view name) {
  for (std::size_t i = 0; i < order_names().size(); ++i) {
    if (order_names()[i] == name) return static_cast<Order>(i);
  }
  return std::nullopt;
}

RowOrder::RowOrder(Order order, std::size_t rows, std::uint64_t seed, std::string_view stream,
                   const std::vector<double>& weights)
    : order_(order), rows_(rows), seed_(core::Rng(seed, stream).next()) {
  if (order == Order::kShuffle) {
    permutation_.resize(rows);
    std::iota(permutation_.begin(), permutation_.end(), 0U);
    core::Rng(seed_, "shuffle").shuffle(permutation_);
  }
  if (order == Order::kWeighted) balance(weights);
}

void RowOrder::balance(const std::vector<double>& weights) {
  const double mean =
      std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(rows_);
  const auto heaviest = static_cast<std::uint32_t>(
      std::max_element(weights.begin(), weights.end()) - weights.begin());
  columns_.resize(rows_);
  std::vector<std::uint32_t> poor;
  std::vector<std::uint32_t> rich;
  for (std::uint32_t i = 0; i < columns_.size(); ++i) {
    columns_[i] = {weights[i] / mean, heaviest};
    (columns_[i].share < 1.0 ? poor : rich).push_back(i);
  }
  while (!poor.empty() && !rich.empty()) {
    const std::uint32_t taker = poor.back();
    const std::uint32_t giver = rich.back();
    poor.pop_back();
    columns_[taker].other = giver;
    columns_[giver].share -= 1.0 - columns_[taker].share;
    if (columns_[giver].share < 1.0) {
      rich.pop_back();
      poor.push_back(giver);
    }
  }
  // Rounding may leave a column without a giver: it keeps its share, or has none to keep.
  for (const std::uint32_t i : poor) columns_[i].share = weights[i] > 0.0 ? 1.0 : 0.0;
}

std::size_t RowOrder::row(std::uint64_t n) const {
  switch (order_) {
    case Order::kSequential:
      return n % rows_;
    case Order::kShuffle:
      return permutation_[n % rows_];
    case Order::kRandom:
      return core::Rng(seed_, "row", n).below(rows_);
    case Order::kWeighted: {
      core::Rng rng(seed_, "row", n);
      const std::size_t column = rng.below(rows_);
      return rng.uniform() < columns_[column].share ? column : columns_[column].other;
    }
  }
  return 0;
}

}  // namespace orbench::data
