#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "mock/router/route.h"
#include "mock/router/routing_facts.h"

namespace orbench::mock {

/// How one inference request was routed, and what became of it.
/// Lifetime: endpoints belong to the catalog, `path` is static.
struct Decision {
  std::uint64_t number = 0;  ///< of the service's inference requests, from 1
  std::string generation_id;
  std::string_view path;  ///< behind the mount
  std::string requested;  ///< the model as the request spells it; empty: it was not routed
  Route route;
  std::vector<Tried> tried;
  std::vector<std::string> faults;  ///< that struck, by name
  int status = 200;                 ///< as the client saw it
};

/// The latest decisions; the oldest makes room for the newest.
/// Threads: one thread per object.
class DecisionLog {
 public:
  explicit DecisionLog(std::size_t most) : most_(most) {}

  void add(Decision decision);
  /// Null when unknown, or no longer kept.
  [[nodiscard]] const Decision* find(std::string_view generation_id) const;
  /// The oldest kept one with a number above this one.
  [[nodiscard]] const Decision* next_after(std::uint64_t number) const;
  void clear() { kept_.clear(); }

 private:
  std::size_t most_;
  std::deque<Decision> kept_;  // in the order of their numbers
};

}  // namespace orbench::mock
