#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orbench::data {

/// How a data set gives its rows.
enum class Order : std::uint8_t {
  kSequential,  ///< as they stand, from the first; after the last comes the first
  kShuffle,     ///< each once, in a seeded order; then the same order again
  kRandom,      ///< each draw on its own, every row as likely
  kWeighted,    ///< each draw on its own, by weight
};

/// The names that a scenario writes, in the order of Order.
[[nodiscard]] const std::vector<std::string>& order_names();
[[nodiscard]] std::optional<Order> order_of(std::string_view name);

/// Which row the n-th draw gives. A function of its arguments alone, so that any worker may ask for
/// any n and all see the same rows.
/// Cost:    constant. Memory: four bytes a row for kShuffle, twelve for kWeighted.
/// Threads: const, any thread.
/// Source:  Fisher-Yates; M. Vose, "A linear algorithm for generating random numbers with a given
/// distribution" (1991).
class RowOrder {
 public:
  /// `stream` keeps sets and phases apart. REQUIRES: rows > 0, and as many weights as rows for
  /// kWeighted, none negative, their sum positive and finite.
  RowOrder(Order order, std::size_t rows, std::uint64_t seed, std::string_view stream,
           const std::vector<double>& weights = {});

  [[nodiscard]] std::size_t row(std::uint64_t n) const;

 private:
  /// A column of the alias table: its own row up to `share`, the other above.
  struct Column {
    double share = 1.0;
    std::uint32_t other = 0;
  };
  void balance(const std::vector<double>& weights);

  Order order_;
  std::size_t rows_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> permutation_;  // kShuffle
  std::vector<Column> columns_;             // kWeighted
};

}  // namespace orbench::data
