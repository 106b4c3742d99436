#pragma once

#include <string>
#include <utility>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/core/json_document.h"

namespace orbench::data {
class Material;
}  // namespace orbench::data

namespace orbench::protocol {

/// A request as a scenario writes it, on its way to being compiled: the body, where it stands,
/// where its mistakes go, and what its templates may name. Lifetime: borrows everything but the
/// pointer; lives as long as one compilation.
struct RequestDraft {
  const core::Json& body;
  std::string pointer;  ///< of `body` in the scenario
  const core::SourceMap& source;
  core::Diagnostics& diagnostics;
  data::Material* material = nullptr;  ///< null: no data sets, environment variables or files
  bool salted = false;  ///< a nonce goes before the first prompt, unless the body has one

  RequestDraft(const core::Json& request, std::string at, const core::SourceMap& places,
               core::Diagnostics& mistakes)
      : body(request), pointer(std::move(at)), source(places), diagnostics(mistakes) {}

  /// The same for one part of the body; salting is the whole's.
  [[nodiscard]] RequestDraft part(const core::Json& value, std::string at) const {
    RequestDraft inner(value, std::move(at), source, diagnostics);
    inner.material = material;
    return inner;
  }
  /// Reports a mistake at `at`, a pointer into the scenario.
  void error(const std::string& at, std::string message) const {
    diagnostics.error(core::ErrorCode::kInvalidArgument, std::move(message), source.locate(at));
  }
};

}  // namespace orbench::protocol
