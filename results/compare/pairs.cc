#include "results/compare/pairs.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace orbench::results {
namespace {

std::optional<std::string> value_of(const CellIdentity& cell, std::string_view name) {
  for (const auto& [label, value] : cell.labels) {
    if (label == name) return value;
  }
  return std::nullopt;
}

/// The labels in which two cells differ.
std::set<std::string> differing(const CellIdentity& a, const CellIdentity& b) {
  std::set<std::string> out;
  for (const auto& [label, value] : a.labels) {
    if (value_of(b, label) != value) out.insert(label);
  }
  for (const auto& [label, value] : b.labels) {
    if (value_of(a, label) != value) out.insert(label);
  }
  return out;
}

bool has_all(const CellIdentity& cell, const Labels& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&cell](const auto& label) {
    return value_of(cell, label.first) == label.second;
  });
}

void add(CellPair pair, Pairs& out) {
  if (out.pairs.size() < kMostPairs) {
    out.pairs.push_back(pair);
  } else {
    out.cut = true;
  }
}

Pairs nearest_pairs(std::span<const CellIdentity> cells) {
  Pairs out;
  std::size_t least = 0;
  for (std::size_t a = 0; a < cells.size(); ++a) {
    for (std::size_t b = a + 1; b < cells.size(); ++b) {
      if (cells[a].workload != cells[b].workload) continue;
      const std::size_t distance = differing(cells[a], cells[b]).size();
      if (distance == 0 || (least != 0 && distance > least)) continue;
      if (distance < least) out = {};
      least = distance;
      add({a, b}, out);
    }
  }
  return out;
}

Pairs pairs_with(std::span<const CellIdentity> cells, const Labels& baseline) {
  Pairs out;
  const auto is_named = [&baseline](const std::string& name) {
    return std::any_of(baseline.begin(), baseline.end(),
                       [&name](const auto& label) { return label.first == name; });
  };
  for (std::size_t base = 0; base < cells.size(); ++base) {
    if (!has_all(cells[base], baseline)) continue;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].workload != cells[base].workload) continue;
      const std::set<std::string> names = differing(cells[base], cells[i]);
      if (names.empty() || !std::all_of(names.begin(), names.end(), is_named)) continue;
      add({base, i}, out);
    }
  }
  return out;
}

}  // namespace

Pairs pair_cells(std::span<const CellIdentity> cells, const Labels& baseline) {
  return baseline.empty() ? nearest_pairs(cells) : pairs_with(cells, baseline);
}

Pairs pair_by_label(std::span<const CellIdentity> cells, const std::string& tag) {
  Pairs out;
  for (std::size_t b = 0; b < cells.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      if (cells[a].workload != cells[b].workload) continue;
      if (differing(cells[a], cells[b]) != std::set<std::string>{tag}) continue;
      add({a, b}, out);
      break;  // the first of its kind is the base of all others
    }
  }
  return out;
}

std::string labels_text(const CellIdentity& cell, const CellIdentity& other, bool same) {
  std::string out;
  for (const auto& [label, value] : cell.labels) {
    if ((value_of(other, label) == value) != same) continue;
    if (!out.empty()) out += ", ";
    out += label;
    out += '=';
    out += value;
  }
  return out;
}

}  // namespace orbench::results
