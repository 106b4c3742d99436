#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "harness/search/search_kind.h"

namespace orbench::search {

#define ORBENCH_ENTRY(stem) const SearchKind& stem##_search();
#include "harness/search/searches.def"
#undef ORBENCH_ENTRY

namespace {

const std::vector<const SearchKind*>& kinds() {
  static const std::vector<const SearchKind*> table = {
#define ORBENCH_ENTRY(stem) &stem##_search(),
#include "harness/search/searches.def"
#undef ORBENCH_ENTRY
  };
  return table;
}

}  // namespace

std::unique_ptr<SearchPlan> read_search(core::Params& search) {
  const std::string name = search.required_text("for");
  const auto kind = std::find_if(kinds().begin(), kinds().end(),
                                 [&](const SearchKind* k) { return k->name == name; });
  if (kind != kinds().end()) return (*kind)->read(search);
  if (!name.empty()) {
    std::vector<std::string> names;
    for (const SearchKind* k : kinds()) names.emplace_back(k->name);
    search.error("for",
                 fmt::format("there is no search for \"{}\"{}", name, core::suggest(name, names)));
  }
  return nullptr;
}

std::vector<SearchInfo> list_searches() {
  std::vector<SearchInfo> list;
  for (const SearchKind* kind : kinds()) {
    list.push_back({std::string(kind->name), std::string(kind->what)});
  }
  return list;
}

}  // namespace orbench::search
