#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/core/params.h"
#include "harness/scenario/scenario.h"

namespace orbench::scenario {

/// The environment variables that a scenario lists under `env`, and no others, for `${env.NAME}`.
/// In `target.base_url`, headers and tags the value is put in when the scenario is read; in request
/// bodies the template compiler does it, so that a stored scenario holds the name.
/// Lifetime: borrows nothing.
class Variables {
 public:
  /// Reads the list `env` and the environment. The variable that holds the key is refused.
  [[nodiscard]] static Variables read(core::Params& scenario, const std::string& key_variable);

  /// `text` with every `${env.NAME}` replaced. A variable that is not on the list or not set is
  /// reported at `key` of `params`.
  [[nodiscard]] std::string expand(const std::string& text, std::string_view key,
                                   core::Params& params) const;
  [[nodiscard]] const std::vector<Variable>& all() const { return variables_; }

 private:
  std::vector<Variable> variables_;
};

/// True for what may name an environment variable: letters, digits and `_`, no digit first.
[[nodiscard]] bool is_variable_name(std::string_view name);

}  // namespace orbench::scenario
