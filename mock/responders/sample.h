#pragma once

#include <cstdint>
#include <string_view>

#include "harness/api/shape.h"
#include "harness/core/json.h"
#include "harness/core/rng.h"

namespace orbench::mock {

/// A plausible value of a documented shape: a member's name tells what to make up (`created_at` a
/// time, `usage` an amount). The same draws give the same value.
/// `now` is in seconds since 1970; lists have one row.
[[nodiscard]] core::Json sample(const api::Shape& shape, std::int64_t now, core::Rng& rng,
                                std::string_view name = {});

}  // namespace orbench::mock
