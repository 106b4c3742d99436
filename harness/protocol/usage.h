#pragma once

#include <string>

#include "harness/core/usage.h"

namespace orbench::protocol {

using core::Usage;

/// Who served a reply, as far as its own wire says.
struct Served {
  std::string provider;  ///< display name, empty when the wire does not say
  std::string model;
  std::string tier;
  std::string generation_id;
  std::string finish_reason;
};

}  // namespace orbench::protocol
