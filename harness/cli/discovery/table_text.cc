#include "harness/cli/discovery/table_text.h"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/core/tolerant_json.h"
#include "harness/metrics/number_format.h"
#include "reporters/table.h"
#include "reporters/terminal_text.h"

namespace orbench::cli {
namespace {

using core::Json;
using core::member;
using core::number_in;
using reporters::Align;
using reporters::Table;

constexpr double kPerMillion = 1e6;

std::string text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return reporters::printable(value.get_ref<const std::string&>());
  return reporters::printable(core::dumped(value));
}

std::string figure(const Json& value, std::string_view unit = "") {
  const auto known = number_in(value);
  return known ? metrics::format_number(*known) + std::string(unit) : "";
}

/// `-1` marks a price that varies.
std::string price(const Json& pricing, const char* unit) {
  const auto known = number_in(member(pricing, unit));
  if (!known) return "";
  return *known < 0 ? "varies" : metrics::format_number(*known * kPerMillion);
}

std::string list_size(const Json& list) {
  return list.is_array() ? metrics::format_count(static_cast<std::int64_t>(list.size())) : "";
}

std::string rendered(const Table& table, int width, bool color) {
  std::string out;
  table.render(out, width, 0, color);
  return out;
}

std::string models(const Json& data, int width, bool color) {
  Table table({{"model", "", Align::kLeft},
               {"context"},
               {"prompt", "USD per million"},
               {"completion", "USD per million"},
               {"parameters", "", Align::kRight, 1},
               {"created", "", Align::kRight, 2}});
  for (const Json& model : data) {
    const Json& pricing = member(model, "pricing");
    table.row({{text(member(model, "id"))},
               {figure(member(model, "context_length"))},
               {price(pricing, "prompt")},
               {price(pricing, "completion")},
               {list_size(member(model, "supported_parameters"))},
               {text(member(model, "created"))}});
  }
  return rendered(table, width, color);
}

std::string endpoints(const Json& data, int width, bool color) {
  Table table({{"endpoint", "", Align::kLeft},
               {"provider", "", Align::kLeft, 3},
               {"quantization", "", Align::kLeft, 1},
               {"prompt", "USD per million"},
               {"completion", "USD per million"},
               {"uptime"},
               {"p50", "latency ms"},
               {"p90", "latency ms"},
               {"p50", "tokens/s"},
               {"p90", "tokens/s"},
               {"context", "", Align::kRight, 2},
               {"most out", "", Align::kRight, 4},
               {"status", "", Align::kRight, 5}});
  const Json& list = member(data, "endpoints");
  for (const Json& one : list.is_array() ? list : Json::array()) {
    const Json& pricing = member(one, "pricing");
    const Json& latency = member(one, "latency_last_30m");
    const Json& throughput = member(one, "throughput_last_30m");
    table.row({{text(member(one, "tag"))},
               {text(member(one, "provider_name"))},
               {text(member(one, "quantization"))},
               {price(pricing, "prompt")},
               {price(pricing, "completion")},
               {figure(member(one, "uptime_last_30m"), " %")},
               {figure(member(latency, "p50"))},
               {figure(member(latency, "p90"))},
               {figure(member(throughput, "p50"))},
               {figure(member(throughput, "p90"))},
               {figure(member(one, "context_length"))},
               {figure(member(one, "max_completion_tokens"))},
               {text(member(one, "status"))}});
  }
  return rendered(table, width, color);
}

std::string providers(const Json& data, int width, bool color) {
  Table table({{"slug", "", Align::kLeft},
               {"name", "", Align::kLeft},
               {"headquarters", "", Align::kLeft, 1},
               {"data centres", "", Align::kLeft, 2}});
  for (const Json& one : data) {
    table.row({{text(member(one, "slug"))},
               {text(member(one, "name"))},
               {text(member(one, "headquarters"))},
               {text(member(one, "datacenters"))}});
  }
  return rendered(table, width, color);
}

/// One member a line: of a key, of credits, of a generation.
std::string members(const Json& data, int width, bool color) {
  Table table({{"", "", Align::kLeft}, {"", "", Align::kLeft}});
  for (const auto& [key, value] : data.items()) {
    table.row({{reporters::printable(key)}, {text(value)}});
  }
  return rendered(table, width, color);
}

}  // namespace

std::string discovery_text(std::string_view what, const Json& reply, int width, bool color) {
  const Json& data = member(reply, "data");
  const bool is_list = what == "models" || what == "providers";
  if (is_list != data.is_array() || !data.is_structured()) return "the answer holds no table\n";
  if (what == "models") return models(data, width, color);
  if (what == "endpoints") return endpoints(data, width, color);
  if (what == "providers") return providers(data, width, color);
  return members(data, width, color);
}

}  // namespace orbench::cli
