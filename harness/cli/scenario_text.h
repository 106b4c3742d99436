#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/protocol/endpoint.h"

namespace orbench::cli {

/// A model of the mock's built-in catalog that serves the kind, for scenarios that must run without
/// a key; empty for a kind whose requests name none.
[[nodiscard]] std::string_view mock_model(std::string_view kind);

/// The commented scenario that `orbench init KIND` writes.
[[nodiscard]] std::string starter_scenario(const protocol::Endpoint& endpoint);

/// What `run --endpoint` was given instead of a file.
struct QuickRun {
  std::string endpoint;
  std::string model;
  std::int64_t concurrency = 1;
  std::optional<std::int64_t> requests;
  std::optional<double> rate_rps;
  std::optional<double> duration_s;
};
/// The scenario file those flags stand for. Open loop when a rate is given, else closed.
[[nodiscard]] std::string quick_scenario(const QuickRun& quick, const protocol::Endpoint& endpoint);

}  // namespace orbench::cli
