#include "results/compare/stored_terms.h"

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace orbench::results {
namespace {

const core::Json* member(const core::Json& value, const char* key) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(key);
  return found == value.end() ? nullptr : &*found;
}

std::map<std::string, ComparisonTerms> terms_by_workload(const core::Json& settings, bool mock) {
  std::map<std::string, ComparisonTerms> out;
  const core::Json* workloads = member(settings, "workloads");
  if (workloads == nullptr || !workloads->is_array()) return out;
  for (const core::Json& workload : *workloads) {
    const core::Json* name = member(workload, "name");
    const core::Json* compare = member(workload, "compare");
    if (name == nullptr || !name->is_string() || compare == nullptr) continue;
    const core::SourceMap source;
    core::Diagnostics unread;
    core::Params params(*compare, "", source, unread);
    ComparisonTerms terms = read_terms(params, mock);
    if (unread.ok()) out.emplace(name->get_ref<const std::string&>(), std::move(terms));
  }
  return out;
}

}  // namespace

bool was_against_mock(const core::Json& settings) {
  const core::Json* target = member(settings, "target");
  const core::Json* url = target == nullptr ? nullptr : member(*target, "base_url");
  return url != nullptr && url->is_string() && url->get_ref<const std::string&>() == "mock";
}

std::vector<ComparisonTerms> stored_terms(const core::Json& settings,
                                          std::span<const CellIdentity> cells) {
  const bool mock = was_against_mock(settings);
  const auto known = terms_by_workload(settings, mock);
  std::vector<ComparisonTerms> out;
  for (const CellIdentity& cell : cells) {
    const auto found = known.find(cell.workload);
    out.push_back(found == known.end() ? default_terms(mock) : found->second);
  }
  return out;
}

}  // namespace orbench::results
