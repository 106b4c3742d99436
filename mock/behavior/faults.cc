#include "mock/behavior/faults.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "harness/core/rng.h"
#include "harness/core/suggestion.h"
#include "mock/behavior/fault_names.h"
#include "mock/behavior/faults/edits.h"
#include "mock/router/catalog.h"
#include "mock/server/message.h"

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

/// A provider by its name, its slug or the whole tag of its endpoint.
bool is_provider(std::string_view named, std::string_view name, std::string_view tag) {
  return equal_ignoring_case(named, name) || equal_ignoring_case(named, tag) ||
         equal_ignoring_case(named, tag.substr(0, tag.find('/')));
}

}  // namespace

bool is_fault(std::string_view name) { return find_fault(name) != nullptr; }

tl::unexpected<core::Error> unknown_fault(std::string_view name) {
  std::vector<std::string> known;
  for (const Fault& fault : kFaults) known.emplace_back(fault.info.name);
  return core::fail(core::ErrorCode::kInvalidArgument,
                    fmt::format("unknown fault \"{}\"{}; `orbench list faults` shows them all",
                                name, core::suggest(name, known)));
}

std::vector<FaultInfo> list_faults() {
  std::vector<FaultInfo> all;
  for (const Fault& fault : kFaults) all.push_back(fault.info);
  return all;
}

void ActiveFaults::draw(const std::vector<FaultRule>& rules, std::uint64_t seed,
                        std::uint64_t sequence, std::string_view endpoint) {
  const std::uint64_t nth = sequence + 1;
  for (const FaultRule& rule : rules) {
    if (nth < rule.first || nth > rule.last || (nth - rule.first) % rule.every != 0) continue;
    if (!rule.endpoint.empty() && rule.endpoint != endpoint) continue;
    core::Rng rng(seed, "fault " + rule.name, sequence);
    if (rng.uniform() < rule.probability) strikes_.push_back({rule.name, rule.provider});
  }
}

core::Result<void> ActiveFaults::add(std::string_view names) {
  while (!names.empty()) {
    const auto comma = names.find(',');
    const std::string_view name = trimmed(names.substr(0, comma));
    names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
    if (name.empty()) continue;
    if (!is_fault(name)) return unknown_fault(name);
    strikes_.push_back({std::string(name), {}});
  }
  return {};
}

std::vector<std::string> ActiveFaults::names() const {
  std::vector<std::string> all;
  for (const Strike& strike : strikes_) all.push_back(strike.name);
  return all;
}

bool ActiveFaults::has(std::string_view name, const Endpoint& endpoint) const {
  return std::any_of(strikes_.begin(), strikes_.end(), [&](const Strike& s) {
    return s.name == name &&
           (s.provider.empty() || is_provider(s.provider, endpoint.provider_name, endpoint.tag));
  });
}

std::optional<int> ActiveFaults::refusal_of(const Endpoint& endpoint) const {
  constexpr std::string_view kRefusal = "status_";
  for (const Strike& strike : strikes_) {
    const std::string_view name = strike.name;
    // The platform's own refusals leave no other endpoint to try.
    if (strike.provider.empty() || !name.starts_with(kRefusal) || name.ends_with("_platform") ||
        !is_provider(strike.provider, endpoint.provider_name, endpoint.tag)) {
      continue;
    }
    int status = 0;
    const char* const digits = name.data() + kRefusal.size();
    if (std::from_chars(digits, name.data() + name.size(), status).ec == std::errc{}) return status;
  }
  return std::nullopt;
}

void ActiveFaults::apply(Script& script, const FaultContext& context) const {
  for (const Strike& strike : strikes_) {
    if (!strike.provider.empty() &&
        !is_provider(strike.provider, script.provider, script.provider_tag)) {
      continue;
    }
    if (const Fault* fault = find_fault(strike.name); fault->edit != nullptr) {
      fault->edit(script, context);
    }
  }
}

}  // namespace orbench::mock
