#pragma once

#include <memory>
#include <string_view>

#include "harness/core/params.h"
#include "harness/search/search.h"

namespace orbench::search {

/// One line of searches.def: what `searches/<stem>.cc` gives to the registry.
struct SearchKind {
  std::string_view name;  ///< the value of `for`
  std::string_view what;  ///< one line for `orbench list`
  /// Reads the kind's own keys of `load.search`. Reports mistakes and then still returns a plan, so
  /// that reading can go on.
  std::unique_ptr<SearchPlan> (*read)(core::Params& search);
};

}  // namespace orbench::search
