#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/units.h"

namespace orbench::protocol {

/// Who served a reply and what it cost, as far as its own wire says. Absent numbers stay empty.
struct Usage {
  std::optional<std::int64_t> prompt_tokens;
  std::optional<std::int64_t> output_tokens;  ///< reasoning included
  std::optional<std::int64_t> reasoning_tokens;
  std::optional<std::int64_t> cached_tokens;
  std::optional<core::Usd> cost;
};

struct Served {
  std::string provider;  ///< display name, empty when the wire does not say
  std::string model;
  std::string tier;
  std::string generation_id;
  std::string finish_reason;
};

}  // namespace orbench::protocol
