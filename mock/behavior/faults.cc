#include "mock/behavior/faults.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "harness/core/rng.h"
#include "harness/core/suggestion.h"
#include "mock/behavior/faults/edits.h"

namespace orbench::mock {
namespace {

struct Fault {
  FaultInfo info;
  void (*edit)(Script&, const FaultContext&);  ///< null: the responder obeys
};

constexpr Fault kFaults[] = {
#define ORBENCH_FAULT(name, description) {{#name, description}, &fault_edits::name},
#define ORBENCH_REQUEST_FAULT(name, description) {{#name, description}, nullptr},
#include "mock/behavior/faults.def"
#undef ORBENCH_FAULT
#undef ORBENCH_REQUEST_FAULT
};

const Fault* find_fault(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kFaults), std::end(kFaults),
                                         [&](const Fault& f) { return f.info.name == name; });
  return found == std::end(kFaults) ? nullptr : found;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

tl::unexpected<core::Error> unknown_fault(std::string_view name) {
  std::vector<std::string> known;
  for (const Fault& fault : kFaults) known.emplace_back(fault.info.name);
  return core::fail(core::ErrorCode::kInvalidArgument,
                    fmt::format("unknown fault \"{}\"{}; `orbench list faults` shows them all",
                                name, core::suggest(name, known)));
}

}  // namespace

std::vector<FaultInfo> list_faults() {
  std::vector<FaultInfo> all;
  for (const Fault& fault : kFaults) all.push_back(fault.info);
  return all;
}

core::Result<FaultRule> parse_fault_rule(std::string_view text) {
  const auto colon = text.find(':');
  FaultRule rule{std::string(trimmed(text.substr(0, colon))), 1.0};
  if (find_fault(rule.name) == nullptr) return unknown_fault(rule.name);
  if (colon == std::string_view::npos) return rule;
  const std::string share(trimmed(text.substr(colon + 1)));
  char* end = nullptr;
  rule.probability = std::strtod(share.c_str(), &end);
  if (share.empty() || *end != '\0' || !(rule.probability >= 0.0 && rule.probability <= 1.0)) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("\"{}\" is no probability; give a number from 0 to 1, as in "
                                  "\"{}:0.1\"",
                                  share, rule.name));
  }
  return rule;
}

void ActiveFaults::draw(const std::vector<FaultRule>& rules, std::uint64_t seed,
                        std::uint64_t sequence) {
  for (const FaultRule& rule : rules) {
    core::Rng rng(seed, "fault " + rule.name, sequence);
    if (rng.uniform() < rule.probability) names_.push_back(rule.name);
  }
}

core::Result<void> ActiveFaults::add(std::string_view names) {
  while (!names.empty()) {
    const auto comma = names.find(',');
    const std::string_view name = trimmed(names.substr(0, comma));
    names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
    if (name.empty()) continue;
    if (find_fault(name) == nullptr) return unknown_fault(name);
    names_.emplace_back(name);
  }
  return {};
}

bool ActiveFaults::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

void ActiveFaults::apply(Script& script, const FaultContext& context) const {
  for (const std::string& name : names_) {
    if (const Fault* fault = find_fault(name); fault->edit != nullptr) fault->edit(script, context);
  }
}

}  // namespace orbench::mock
