#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/verify/routing/rule.h"
#include "mock/config.h"
#include "mock/router/route.h"

namespace orbench::verify::routing {

/// The mock's router and the checks in one process, without HTTP: each round is two requests with
/// the preference and one without, shuffled.
/// Two models: `a/m` at four plain endpoints that differ in everything, with two tiers; `a/n` at
/// one that is cheaper, quicker and distillable.
class Stage {
 public:
  struct Play {
    int rounds = 100;
    std::uint64_t seed = 1;
    std::string broken;  ///< a rule as the mock takes it: `only`, `only:0.5`; empty: obeys
    std::vector<std::string> down;  ///< providers that answer 503
    Profile profile = Profile::kExact;
    int turns = 5;               ///< of each session, where the request has one
    bool conversations = false;  ///< sessions are conversations of one cell, not cells
    /// Each rule looks at 25, 50, 100 and 200 requests, and the play ends once all are decided.
    bool stops = false;
  };

  Stage();
  /// What every rule that the request speaks of, and those of `by_name`, found.
  [[nodiscard]] std::map<std::string, Finding> judge(const std::string& request, const Play& play,
                                                     const std::vector<std::string>& by_name = {});
  /// Requests with the preference in the last play.
  [[nodiscard]] int played() const { return played_; }
  /// The endpoints as discovery publishes them.
  [[nodiscard]] const results::Discovery& discovery() const { return discovery_; }
  [[nodiscard]] results::Discovery& discovery() { return discovery_; }

 private:
  [[nodiscard]] metrics::Sample answer(const mock::RouteRequest& request, const Play& play,
                                       const mock::BrokenRules& broken, std::uint64_t sequence,
                                       const mock::Endpoint** served) const;

  mock::Config config_;
  results::Discovery discovery_;
  int played_ = 0;
};

}  // namespace orbench::verify::routing
