#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/units.h"

namespace orbench::core {

/// What the service said it used. Absent numbers are empty, never zero.
struct Usage {
  std::optional<std::int64_t> prompt_tokens;
  std::optional<std::int64_t> output_tokens;  ///< reasoning included
  std::optional<std::int64_t> reasoning_tokens;
  std::optional<std::int64_t> cached_tokens;
  std::optional<Usd> cost;

  /// The reply carried usage: some number of it is known.
  [[nodiscard]] bool present() const {
    return prompt_tokens || output_tokens || reasoning_tokens || cached_tokens || cost;
  }
  friend bool operator==(const Usage&, const Usage&) = default;
};

}  // namespace orbench::core
