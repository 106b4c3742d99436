#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"

namespace orbench::mock {

struct Script;

struct FaultInfo {
  std::string_view name;
  std::string_view description;
};

/// Every fault there is, in the order of faults.def.
[[nodiscard]] std::vector<FaultInfo> list_faults();

/// A fault switched on, for a share of the requests.
struct FaultRule {
  std::string name;
  double probability = 1.0;
};

/// `NAME` or `NAME:probability` with a probability from 0 to 1. An unknown name is an error that
/// suggests the nearest.
[[nodiscard]] core::Result<FaultRule> parse_fault_rule(std::string_view text);

/// What a fault may need to know beside the answer it spoils.
struct FaultContext {
  std::int64_t now_unix = 0;
};

/// The faults that strike one request.
class ActiveFaults {
 public:
  /// Draws each rule, keyed by its name and the request: other rules never shift its draws.
  void draw(const std::vector<FaultRule>& rules, std::uint64_t seed, std::uint64_t sequence);
  /// Adds the names of a comma-separated list; an unknown one is an error.
  core::Result<void> add(std::string_view names);

  [[nodiscard]] bool has(std::string_view name) const;
  /// Lets every fault edit the answer, in the order they were added.
  void apply(Script& script, const FaultContext& context) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace orbench::mock
