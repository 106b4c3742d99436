#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"
#include "harness/verify/check.h"
#include "harness/verify/routing/routing_check.h"

namespace orbench::verify {
namespace {

using routing::Asked;
using routing::RoutingCheck;
using routing::RuleKind;

constexpr const char* kAuto = "auto";

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (const RuleKind& kind : routing::rule_kinds()) names.push_back(kind.name);
  return names;
}

/// `auto`, a name, or a list of names; what is none of them is reported.
std::vector<std::string> read_names(core::Params& params) {
  const core::Json* value = params.raw("routing");
  std::vector<std::string> names;
  if (value != nullptr && value->is_string()) {
    names.push_back(value->get<std::string>());
  } else if (value != nullptr && value->is_array()) {
    for (const core::Json& one : *value) {
      if (one.is_string()) names.push_back(one.get<std::string>());
    }
  }
  if (names.empty()) params.error("routing", "give \"auto\", a rule's name, or a list of names");
  for (const std::string& name : names) {
    if (name == kAuto || routing::find_rule(name) != nullptr) continue;
    params.error("routing", fmt::format("no routing rule is called \"{}\"{}", name,
                                        core::suggest(name, rule_names())));
  }
  return names;
}

/// The keys that the run acts on; they are read here so that their mistakes are told.
void read_run_keys(core::Params& params) {
  (void)params.flag("control", true);
  (void)params.flag("probe", true);
  (void)params.flag("audit", false);
  (void)params.integer("audit_most", 200, {1, 100000});
  (void)params.number("snapshot_every_s", 300, {1, 1e6});
}

bool chosen(const RuleKind& kind, const std::vector<std::string>& names, const Asked& asked) {
  const bool named = std::find(names.begin(), names.end(), kind.name) != names.end();
  const bool automatic = std::find(names.begin(), names.end(), kAuto) != names.end();
  if (kind.sent != nullptr) return (named || automatic) && kind.sent(asked);
  return named && (kind.applies == nullptr || kind.applies(asked));
}

std::string where_text(const results::CellIdentity& cell) {
  std::string text = "workload=" + cell.workload;
  for (const auto& [key, value] : cell.labels) {
    if (key != "stream") text += fmt::format(", {}={}", key, value);
  }
  return text;
}

class Expansion {
 public:
  Expansion(const CheckContext& context, std::vector<std::string> names, RoutingCheck::Terms terms)
      : context_(context), names_(std::move(names)), terms_(std::move(terms)) {}

  void add_cell(std::size_t index, std::vector<std::unique_ptr<Check>>& out) {
    const results::CellIdentity& cell = context_.cells[index];
    if (!cell.routing || cell.routing->is_control) return;
    const Asked asked = routing::parse_asked(cell.routing->asked.get());
    for (const RuleKind& kind : routing::rule_kinds()) {
      if (!chosen(kind, names_, asked)) continue;
      // One rule takes in all sessions of a workload.
      if (kind.name == "session" && !sessions_.insert(cell.workload).second) continue;
      RoutingCheck::Terms terms = terms_;
      terms.kind = &kind;
      terms.cell = static_cast<std::uint32_t>(index);
      terms.where = kind.name == "session" ? "workload=" + cell.workload : where_text(cell);
      out.push_back(std::make_unique<RoutingCheck>(std::move(terms)));
    }
  }

 private:
  const CheckContext& context_;
  std::vector<std::string> names_;
  RoutingCheck::Terms terms_;
  std::set<std::string> sessions_;
};

std::vector<std::unique_ptr<Check>> read_routing(core::Params& params,
                                                 const CheckContext& context) {
  std::vector<std::unique_ptr<Check>> out;
  const std::vector<std::string> names = read_names(params);
  const Where where = Where::read(params, context);
  RoutingCheck::Terms terms;
  const std::string profile = params.choice("profile", kAuto, {kAuto, "live", "exact"});
  if (profile != kAuto) {
    terms.profile = profile == "exact" ? routing::Profile::kExact : routing::Profile::kLive;
  }
  terms.warn_only = params.choice("severity", "fail", {"fail", "warn"}) == "warn";
  terms.stop = results::read_stop(params);
  read_run_keys(params);
  if (!where.selects_whole_cells()) {
    params.error("where",
                 "a routing check looks at whole cells: narrow it by workload, endpoint, "
                 "model or cell labels only");
    return out;
  }
  Expansion expansion(context, names, std::move(terms));
  for (std::size_t i = 0; i < context.cells.size(); ++i) {
    if (where.matches_cell(i)) expansion.add_cell(i, out);
  }
  if (out.empty() && context.diagnostics.ok()) {
    params.error("routing", "no request of the scenario says anything that this check is about");
  }
  return out;
}

}  // namespace

CheckKind routing_check() {
  CheckKind kind;
  kind.key = "routing";
  kind.what = R"(did the router keep its word: {"routing": "auto"} checks every preference sent)";
  kind.read = &read_routing;
  return kind;
}

}  // namespace orbench::verify
