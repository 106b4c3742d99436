#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mock/responders/responder.h"
#include "mock/router/catalog.h"
#include "mock/server/query.h"

namespace orbench::mock {

/// The models a query asks for, in the order it asks for.
struct ModelSelection {
  std::vector<const Model*> models;
  std::string bad_parameter;  ///< not empty: the query is wrong there, and `message` says how
  std::string message;
};

/// Applies the filters and the sort of `GET /models`. In a list with commas all supported
/// parameters and input modalities must be there, of the rest any. Without `output_modalities` only
/// models that write text are listed. Prices are the prompt's, in USD per million tokens, at the
/// cheapest endpoint. Models without a figure for the chosen sort come last; ties keep the
/// catalog's order.
/// Source: the API reference, section 3.
[[nodiscard]] ModelSelection select_models(const Query& query, const Call& call);

}  // namespace orbench::mock
