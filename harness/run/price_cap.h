#pragma once

#include <vector>

#include "harness/core/json.h"
#include "harness/run/cost_bound.h"
#include "harness/run/request_shape.h"

namespace orbench::run {

/// The dearest prices that a request's bound rests on, as `provider.max_price` takes them: strings
/// of USD, prompt and completion for a million tokens, `request` for one. With it in the request no
/// endpoint may serve that has become dearer, or that the price list did not hold, and none of
/// those in the list is kept away.
/// Source: the API reference, section 2.1.
[[nodiscard]] core::Json price_cap(const std::vector<PriceRow>& rows, const RequestShape& shape);

/// The request with the cap in its `provider` object, over a cap of its own; other keys of that
/// stay. The rows of price_cap() are within a cap of the request's own, so it is never raised.
[[nodiscard]] core::Json with_price_cap(core::Json request, const core::Json& cap);

}  // namespace orbench::run
