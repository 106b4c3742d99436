#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/load/arrival.h"
#include "harness/load/rate_curve.h"
#include "harness/metrics/metric.h"
#include "harness/protocol/content_probe.h"
#include "harness/protocol/endpoint.h"
#include "harness/search/search.h"
#include "harness/verify/check.h"
#include "harness/verify/routing/rule.h"
#include "mock/behavior/faults.h"
#include "reporters/reporter.h"

namespace orbench::cli {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

/// Rows of anything with `name` and `what` members.
template <class Items>
Rows rows_of(const Items& items) {
  Rows rows;
  for (const auto& item : items) rows.emplace_back(item.name, item.what);
  return rows;
}

Rows endpoints() {
  Rows rows;
  for (const protocol::Endpoint* endpoint : protocol::all_endpoints()) {
    rows.emplace_back(endpoint->name(), endpoint->what());
  }
  return rows;
}

Rows formats() {
  Rows rows;
  for (const reporters::Reporter* reporter : reporters::all_reporters()) {
    rows.emplace_back(reporter->name(), reporter->what());
  }
  return rows;
}

Rows checks() {
  Rows rows;
  for (const verify::CheckKind& kind : verify::check_kinds()) {
    rows.emplace_back(kind.key, kind.what);
  }
  return rows;
}

Rows probes() {
  Rows rows;
  for (const protocol::ContentProbeKind& kind : protocol::content_probe_kinds()) {
    rows.emplace_back(kind.key, kind.what);
  }
  return rows;
}

Rows faults() {
  Rows rows;
  for (const mock::FaultInfo& fault : mock::list_faults()) {
    rows.emplace_back(fault.name, fault.description);
  }
  return rows;
}

Rows metric_rows() {
  Rows rows;
  for (const metrics::MetricInfo& metric : metrics::all_metrics()) {
    rows.emplace_back(metric.name,
                      fmt::format("{} ({})", metric.what, metrics::unit_info(metric.unit).name));
  }
  return rows;
}

const std::vector<std::pair<std::string, std::function<Rows()>>>& topics() {
  static const std::vector<std::pair<std::string, std::function<Rows()>>> known_topics = {
      {"endpoints", endpoints},
      {"arrivals", [] { return rows_of(load::list_arrivals()); }},
      {"curves", [] { return rows_of(load::list_curves()); }},
      {"searches", [] { return rows_of(search::list_searches()); }},
      {"checks", checks},
      {"probes", probes},
      {"rules", [] { return rows_of(verify::routing::rule_kinds()); }},
      {"formats", formats},
      {"faults", faults},
      {"metrics", metric_rows}};
  return known_topics;
}

class ListCommand final : public Command {
 public:
  std::string name() const override { return "list"; }
  std::string what() const override { return "what this build knows, one line each"; }

  void add_options(CLI::App& app) override {
    std::vector<std::string> names;
    for (const auto& [topic, rows] : topics()) names.push_back(topic);
    app.add_option("TOPIC", topic_, "what to list")->required()->check(CLI::IsMember(names));
    app.add_option("--format", format_, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
  }

  int run(Console& console) override {
    const auto found = std::find_if(topics().begin(), topics().end(),
                                    [&](const auto& topic) { return topic.first == topic_; });
    const Rows rows = found->second();
    console.out(format_ == "json" ? as_json(rows) : as_text(rows));
    return kExitPassed;
  }

 private:
  static std::string as_text(const Rows& rows) {
    std::size_t width = 0;
    for (const auto& [name, what] : rows) width = std::max(width, name.size());
    std::string text;
    for (const auto& [name, what] : rows) text += fmt::format("{:<{}}  {}\n", name, width, what);
    return text;
  }

  static std::string as_json(const Rows& rows) {
    core::Json list = core::Json::array();
    for (const auto& [name, what] : rows) list.push_back({{"name", name}, {"what", what}});
    return list.dump(2) + "\n";
  }

  std::string topic_;
  std::string format_ = "text";
};

}  // namespace

std::unique_ptr<Command> list_command() { return std::make_unique<ListCommand>(); }

}  // namespace orbench::cli
