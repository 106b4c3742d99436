#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/json.h"

/// Who a cell is: what tells its requests from those of others.
namespace orbench::results {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// What a cell's requests say about where they may go; kept where the router's word is checked.
struct RoutingIdentity {
  core::JsonValue asked;      ///< the members of the request that routing follows from
  std::int64_t control = -1;  ///< index of the cell with the same request but no preference
  bool is_control = false;    ///< this is one
  std::int64_t deals = 1;     ///< its requests in each round of the workload's cells
  std::int64_t turns = 1;     ///< of each of its conversations; 1 where there are none
  friend bool operator==(const RoutingIdentity&, const RoutingIdentity&) = default;
};

/// The label that tells the requests of a search apart: they are no alternatives to be compared.
inline constexpr const char* kSearchRequestLabel = "search_request";

/// The names that samples refer to by index.
struct CellIdentity {
  std::string workload;
  std::string endpoint;
  std::string model;  ///< asked for
  Labels labels;      ///< `stream` first, then the matrix values
  bool open_loop = false;
  std::string load;  ///< for people: `poisson, 20 rps`
  /// What the `${text:N}` of one request ask for together; empty when it has none.
  std::optional<std::int64_t> text_tokens = std::nullopt;
  std::optional<RoutingIdentity> routing = std::nullopt;
  friend bool operator==(const CellIdentity&, const CellIdentity&) = default;
};

}  // namespace orbench::results
