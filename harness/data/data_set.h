#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/data/row_order.h"
#include "harness/data/table.h"

namespace orbench::data {

/// What a scenario says of one data set.
struct DataSpec {
  std::string name;
  std::string file;
  Order order = Order::kSequential;
  std::string weight = "weight";  ///< the field that holds a row's weight, for kWeighted
  friend bool operator==(const DataSpec&, const DataSpec&) = default;
};

/// A table and the order in which its rows are given. The n-th draw gives one row, whoever asks;
/// draws of the warm-up are others than those of the measured window, but for kSequential.
/// Threads:  const, any thread.
/// Lifetime: views are valid as long as the set.
class DataSet {
 public:
  /// Reads the file. Mistakes are reported at their line; then nothing is returned.
  [[nodiscard]] static std::optional<DataSet> read(const DataSpec& spec, std::uint64_t seed,
                                                   core::Diagnostics& diagnostics);
  /// REQUIRES: rows in the table; weights as RowOrder wants them.
  DataSet(Table table, const DataSpec& spec, std::uint64_t seed,
          const std::vector<double>& weights = {});

  [[nodiscard]] const Table& table() const { return table_; }
  /// The text of a field as it stands between the quotes of a JSON string.
  [[nodiscard]] std::string_view json_text(std::size_t field, std::uint64_t n, bool warmup) const {
    return table_.json_text((warmup ? warmup_ : measured_).row(n), field);
  }

 private:
  Table table_;
  RowOrder measured_;
  RowOrder warmup_;
};

}  // namespace orbench::data
