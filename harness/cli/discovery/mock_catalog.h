#pragma once

#include <string>
#include <vector>

#include "harness/core/json.h"

namespace orbench::cli {

/// Builds a catalog that the mock can load from endpoint tables of the API: the same models,
/// providers, prices and parameters, with delays whose median and 90th percentile are the published
/// ones. Where nothing is published, 300 ms to the first token and 20 ms a token.
/// What the API does not publish (data policies, tool quality) is left at the mock's defaults.
/// Source: mock/catalog/README.md for the format.
class MockCatalog {
 public:
  MockCatalog();
  /// The answer of `GET /models/{author}/{slug}/endpoints`.
  void add(const core::Json& reply);
  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::string text() const;

 private:
  void add_provider(const std::string& slug, const std::string& name);

  core::JsonValue document_;
};

}  // namespace orbench::cli
