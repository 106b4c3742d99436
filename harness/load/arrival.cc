#include "harness/load/arrival.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "harness/load/arrival_kind.h"

namespace orbench::load {

#define ORBENCH_ENTRY(stem) const ArrivalKind& stem##_arrivals();
#include "harness/load/arrivals.def"
#undef ORBENCH_ENTRY

namespace {

const auto& kinds() {
  static const std::array table = {
#define ORBENCH_ENTRY(stem) &stem##_arrivals(),
#include "harness/load/arrivals.def"
#undef ORBENCH_ENTRY
  };
  return table;
}

}  // namespace

std::unique_ptr<ArrivalPlan> read_arrivals(const std::string& name, core::Params& load) {
  const auto* const kind = std::find_if(kinds().begin(), kinds().end(),
                                        [&](const ArrivalKind* k) { return k->name == name; });
  if (kind != kinds().end()) return (*kind)->read(load);
  std::vector<std::string> names;
  for (const ArrivalKind* k : kinds()) names.emplace_back(k->name);
  load.error("arrivals",
             fmt::format("unknown arrival process \"{}\"{}", name, core::suggest(name, names)));
  return nullptr;
}

std::vector<ArrivalInfo> list_arrivals() {
  std::vector<ArrivalInfo> list;
  for (const ArrivalKind* kind : kinds()) {
    list.push_back({std::string(kind->name), std::string(kind->what)});
  }
  return list;
}

}  // namespace orbench::load
