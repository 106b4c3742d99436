#pragma once

#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/data/table.h"

namespace orbench::data {

/// Every value of a table: `a=1 b=2` a row, with `;` between rows.
inline std::string told(const Table& table) {
  std::string all;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    all += row == 0 ? "" : "; ";
    for (std::size_t i = 0; i < table.fields().size(); ++i) {
      all += (i == 0 ? "" : " ") + table.fields()[i] + "=" + std::string(table.json_text(row, i));
    }
  }
  return all;
}

inline std::vector<std::string> told(const core::Diagnostics& diagnostics) {
  std::vector<std::string> lines;
  for (const core::Error& error : diagnostics.errors()) {
    lines.push_back(error.where + ": " + error.message);
  }
  return lines;
}

}  // namespace orbench::data
