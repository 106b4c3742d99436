#pragma once

#include <string>
#include <string_view>

#include "harness/core/diagnostics.h"
#include "harness/scenario/loader.h"

namespace orbench::cli {

/// Reads the argument of `--set path=value`. Errors: no `=`, or an empty path.
[[nodiscard]] inline scenario::Override parse_set_flag(const std::string& argument,
                                                       core::Diagnostics& diagnostics) {
  const std::string flag = "--set " + argument;
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0) {
    diagnostics.error(core::ErrorCode::kInvalidArgument,
                      "--set wants path=value, for example --set workloads.0.load.rate_rps=20; "
                      "found \"" +
                          argument + "\"",
                      flag);
    return {};
  }
  return {argument.substr(0, equals), argument.substr(equals + 1), flag};
}

}  // namespace orbench::cli
