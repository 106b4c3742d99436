#pragma once

#include <cstdint>
#include <span>

namespace orbench::metrics {

/// A request's gaps between chunks (icl), in µs, as their histogram counts: there may be thousands.
struct Gaps {
  std::span<const std::uint32_t> us = {};
  std::uint32_t spoiled = 0;  ///< further ones that the client was too late to measure
};

}  // namespace orbench::metrics
