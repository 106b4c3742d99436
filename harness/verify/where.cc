#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/core/outcome.h"
#include "harness/core/suggestion.h"
#include "harness/verify/check.h"

namespace orbench::verify {
namespace {

using Identity = results::CellIdentity;

constexpr std::array<std::string_view, 3> kCellTags = {"workload", "endpoint", "model"};
constexpr std::array<std::string_view, 9> kSampleTags = {"model_served", "provider", "tier",
                                                         "outcome",      "status",   "connection",
                                                         "cached",       "attempt",  "turn"};

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The cell's value of a tag; empty when the cell has no such tag.
std::optional<std::string> cell_value(const Identity& cell, std::string_view tag) {
  if (tag == "workload") return cell.workload;
  if (tag == "endpoint") return cell.endpoint;
  if (tag == "model") return cell.model;
  for (const auto& [name, value] : cell.labels) {
    if (name == tag) return value;
  }
  return std::nullopt;
}

std::string_view sample_value(const metrics::Sample& sample, std::string_view tag) {
  if (tag == "model_served") return sample.model;
  if (tag == "provider") return sample.provider;
  if (tag == "tier") return sample.tier;
  if (tag == "outcome") return core::to_string(sample.outcome);
  if (tag == "connection") return sample.connection_reused ? "reused" : "new";
  return sample.cached ? "true" : "false";
}

bool matches_status(int status, std::string_view wanted) {
  const std::string text = fmt::format("{:03}", status);
  return wanted.ends_with("xx") ? text.front() == wanted.front() : text == wanted;
}

/// Tags whose values are whole numbers.
std::optional<std::uint32_t> number_of(const metrics::Sample& sample, std::string_view tag) {
  if (tag == "attempt") return sample.attempt;
  if (tag == "turn") return sample.turn;
  return std::nullopt;
}

bool is_count(std::string_view text) {
  constexpr std::size_t kMostDigits = 6;
  return !text.empty() && text.size() <= kMostDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_status(std::string_view text) {
  if (text.size() != 3 || text[0] < '1' || text[0] > '5') return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.substr(1) == "xx" || (digit(text[1]) && digit(text[2]));
}

/// What a sample tag may be; empty for tags whose values only the service knows.
std::vector<std::string> possible_values(std::string_view tag) {
  if (tag == "connection") return {"new", "reused"};
  if (tag == "cached") return {"true", "false"};
  if (tag == "outcome") return {core::kOutcomeNames.begin(), core::kOutcomeNames.end()};
  return {};
}

std::vector<std::string> values_of_cells(const std::vector<Identity>& cells, std::string_view tag) {
  std::set<std::string> values;
  for (const Identity& cell : cells) {
    if (auto value = cell_value(cell, tag)) values.insert(*std::move(value));
  }
  return {values.begin(), values.end()};
}

std::vector<std::string> known_tags(const std::vector<Identity>& cells) {
  std::vector<std::string> names(kCellTags.begin(), kCellTags.end());
  names.insert(names.end(), kSampleTags.begin(), kSampleTags.end());
  for (const Identity& cell : cells) {
    for (const auto& [name, value] : cell.labels) {
      if (!holds(names, name)) names.push_back(name);
    }
  }
  return names;
}

/// Why a tag cannot be used as written; empty when it can.
std::string mistake(const std::string& tag, const std::string& value,
                    const std::vector<Identity>& cells) {
  if (holds(kSampleTags, tag)) {
    if (tag == "status") {
      return is_status(value) ? "" : fmt::format("expected `429` or `4xx`, found \"{}\"", value);
    }
    if (number_of({}, tag)) {
      return is_count(value) ? "" : fmt::format("expected a whole number, found \"{}\"", value);
    }
    const std::vector<std::string> values = possible_values(tag);
    if (values.empty() || holds(values, value)) return "";
    return fmt::format("no sample can have {} \"{}\"{}", tag, value, core::suggest(value, values));
  }
  if (cells.empty()) return "";  // no workload could be read: its own mistakes come first
  const std::vector<std::string> values = values_of_cells(cells, tag);
  if (values.empty()) {
    const std::vector<std::string> tags = known_tags(cells);
    return fmt::format("no tag is called \"{}\"{}", tag, core::suggest(tag, tags));
  }
  if (holds(values, value)) return "";
  return fmt::format("no cell has {} \"{}\"{}", tag, value, core::suggest(value, values));
}

std::string as_text(const core::Json& value) {
  return value.is_string() ? value.get_ref<const std::string&>() : core::dumped(value);
}

}  // namespace

Where Where::read(core::Params& params, const CheckContext& context) {
  Where where;
  where.cells_.assign(context.cells.size(), true);
  const core::Json* raw = params.raw("where");
  if (raw == nullptr) return where;

  bool sound = true;
  params.object("where", [&](core::Params& tags) {
    for (const auto& [tag, json] : raw->items()) {
      tags.allow(tag);
      const std::string value = as_text(json);
      if (std::string why = mistake(tag, value, context.cells); !why.empty()) {
        tags.error(tag, std::move(why));
        sound = false;
      } else {
        where.narrow(tag, value, context.cells);
      }
    }
  });
  const bool some = std::find(where.cells_.begin(), where.cells_.end(), true) != where.cells_.end();
  if (sound && !some && !context.cells.empty()) {
    params.error("where", fmt::format("no cell has {} together; loosen a tag", where.text_));
  }
  return where;
}

void Where::narrow(const std::string& tag, const std::string& value,
                   const std::vector<results::CellIdentity>& cells) {
  text_ += fmt::format("{}{}={}", text_.empty() ? "" : ", ", tag, value);
  if (holds(kSampleTags, tag)) {
    sample_tags_.emplace_back(tag, value);
    return;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cell_value(cells[i], tag) != value) cells_[i] = false;
  }
}

bool Where::matches(const metrics::Sample& sample) const {
  if (!matches_cell(sample.cell)) return false;
  return std::all_of(sample_tags_.begin(), sample_tags_.end(), [&](const auto& tag) {
    if (tag.first == "status") return matches_status(sample.status, tag.second);
    if (const auto number = number_of(sample, tag.first)) {
      return std::to_string(*number) == tag.second;
    }
    return sample_value(sample, tag.first) == tag.second;
  });
}

bool Where::matches_cell(std::size_t cell) const { return cell < cells_.size() && cells_[cell]; }

}  // namespace orbench::verify
