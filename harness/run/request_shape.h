#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"

namespace orbench::run {

/// What of a request body bounds its cost, read once from the cell's request.
struct RequestShape {
  std::vector<std::string> models;  ///< every one that may serve: model, models[], fallbacks[]
  std::optional<std::int64_t> max_output_tokens;
  std::int64_t messages = 0;
  bool has_tools = false;
  bool has_output = true;                ///< false for kinds that answer with numbers: embeddings
  bool open_reasoning = false;           ///< reasoning is asked for without a cap of its own
  std::vector<std::string> only;         ///< provider.only: nobody else is reachable
  std::vector<std::string> ignore;       ///< provider.ignore
  std::optional<double> max_prompt_usd;  ///< provider.max_price, per million tokens
  std::optional<double> max_completion_usd;

  /// Why no bound can be given, in words that end a sentence; empty when one can.
  std::string unboundable;
  /// The member at fault, below the request; empty for the request itself.
  std::string at_fault;
};

/// `endpoint` is the kind's name. What the API would refuse reads as absent.
[[nodiscard]] RequestShape read_request_shape(std::string_view endpoint, const core::Json& request);

}  // namespace orbench::run
