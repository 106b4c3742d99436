#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace orbench::core {

/// One endpoint that the router tried.
struct RoutingAttempt {
  std::string provider;  ///< display name
  std::string model;
  int status = 0;  ///< what it answered
  friend bool operator==(const RoutingAttempt&, const RoutingAttempt&) = default;
};

/// What the router said of its own choice for one request. Told only when asked for, and as far as
/// the wire goes: without `told` nothing but failed_step means anything.
/// Source: the API reference, sections 2.6 and 2.7.
struct Routing {
  bool told = false;                 ///< the reply held `openrouter_metadata`
  bool byok = false;                 ///< served on the account's own key
  std::uint32_t attempt = 0;         ///< the one that ended it, from 1; 0: no provider was reached
  std::uint32_t selected_count = 0;  ///< endpoints that are marked as selected
  std::string strategy;              ///< `direct`, `fallback`, …
  std::string selected;              ///< provider of the one marked
  std::string selected_model;
  std::vector<RoutingAttempt> attempts;  ///< may be absent when the first succeeded
  std::vector<std::string> models;       ///< of all endpoints that were looked at, each once
  std::string failed_step;               ///< the step that left nothing, of an error
  friend bool operator==(const Routing&, const Routing&) = default;
};

}  // namespace orbench::core
