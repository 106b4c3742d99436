#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/result.h"

namespace orbench::mock {

struct Endpoint;
struct Script;

struct FaultInfo {
  std::string_view name;
  std::string_view description;
};

/// Every fault there is, in the order of faults.def.
[[nodiscard]] std::vector<FaultInfo> list_faults();

/// A fault switched on: for which requests, and for what share of those.
struct FaultRule {
  std::string text;  ///< as it was given
  std::string name;
  double probability = 1.0;
  std::string endpoint;          ///< `/messages`; empty: all
  std::string provider;          ///< its slug, tag or name; empty: all
  std::uint64_t first = 1;       ///< of the server's inference requests, counted from 1
  std::uint64_t last = kNoLast;  ///< the last of them
  std::uint64_t every = 1;       ///< of those from `first` to `last`: each, every second, …

  static constexpr std::uint64_t kNoLast = ~std::uint64_t{0};
};

/// `NAME`, `NAME:probability` with a probability from 0 to 1, and either of them followed by
/// `@endpoint=/messages,provider=slug,nth=3,every=2`, in any choice and order; `nth=3-5` is a
/// range. An unknown name is an error that suggests the nearest.
[[nodiscard]] core::Result<FaultRule> parse_fault_rule(std::string_view text);

/// Reads the list at `faults`; mistakes go to the reader's diagnostics.
[[nodiscard]] std::vector<FaultRule> read_faults(core::Params& params);

/// What a fault may need to know beside the answer it spoils.
struct FaultContext {
  std::int64_t now_unix = 0;
};

/// The faults that strike one request.
class ActiveFaults {
 public:
  /// Draws each rule that fits the request, keyed by its name and the request: other rules never
  /// shift its draws. `endpoint` is the path behind the mount.
  void draw(const std::vector<FaultRule>& rules, std::uint64_t seed, std::uint64_t sequence,
            std::string_view endpoint = {});
  /// Adds the names of a comma-separated list; an unknown one is an error.
  core::Result<void> add(std::string_view names);

  /// Of all that may strike, in the order they were added.
  [[nodiscard]] std::vector<std::string> names() const;
  /// Whether it strikes when this endpoint serves.
  [[nodiscard]] bool has(std::string_view name, const Endpoint& endpoint) const;
  /// The status with which this provider, and it alone, refuses; nothing when it would answer.
  [[nodiscard]] std::optional<int> refusal_of(const Endpoint& endpoint) const;
  /// Lets every fault edit the answer, in the order they were added; those of one provider only
  /// an answer of theirs.
  void apply(Script& script, const FaultContext& context) const;

 private:
  struct Strike {
    std::string name;
    std::string provider;
  };
  std::vector<Strike> strikes_;
};

}  // namespace orbench::mock
