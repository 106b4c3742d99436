#pragma once

#include <memory>
#include <string_view>

#include "harness/core/params.h"
#include "harness/load/arrival.h"

namespace orbench::load {

/// One line of arrivals.def: what `arrivals/<stem>.cc` gives to the registry.
struct ArrivalKind {
  std::string_view name;  ///< the value of `arrivals`
  std::string_view what;  ///< one line for `orbench list`
  /// Reads the process's own keys. Reports mistakes and then still returns a plan, so that
  /// reading can go on.
  std::unique_ptr<ArrivalPlan> (*read)(core::Params& load);
};

}  // namespace orbench::load
