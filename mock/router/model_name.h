#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mock/router/catalog.h"
#include "mock/router/route_request.h"

namespace orbench::mock {

/// The model that a request names, and what its suffixes ask for.
struct NamedModel {
  const Model* model = nullptr;
  Sort sort = Sort::kNone;
  bool admits_priority = false;
  bool admits_flex = false;
  std::string_view strategy = "direct";  ///< how the name led to the model; static
};

/// The catalog's model of this id, if there is one: `:free` and `:batch` are models of their own.
/// Else what is left without `:nitro`, `:floor`, `:exacto`, which sort, and `:online`,
/// `:thinking` and `:extended`, which matter to the model alone; or the newest model of the family
/// that `~author/family-latest` names; or what a router of the service picks: `openrouter/auto` the
/// text model most in use, `openrouter/free` the free one. Nothing when unknown.
/// Source: the API reference, section 2.4.
[[nodiscard]] std::optional<NamedModel> find_named(const Catalog& catalog, std::string_view id);

/// The id without the suffixes that sort.
[[nodiscard]] std::string without_routing_suffixes(std::string_view id);

}  // namespace orbench::mock
