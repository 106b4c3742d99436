#pragma once

#include <string>
#include <utility>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/core/json_document.h"

namespace orbench::protocol {

/// A request as a scenario writes it, on its way to being compiled: the body, where it stands, and
/// where its mistakes go.
/// Lifetime: borrows everything but the pointer; lives as long as one compilation.
struct RequestDraft {
  const core::Json& body;
  std::string pointer;  ///< of `body` in the scenario
  const core::SourceMap& source;
  core::Diagnostics& diagnostics;

  /// The same for one part of the body.
  [[nodiscard]] RequestDraft part(const core::Json& value, std::string at) const {
    RequestDraft inner{value, std::move(at), source, diagnostics};
    return inner;
  }
  /// Reports a mistake at `at`, a pointer into the scenario.
  void error(const std::string& at, std::string message) const {
    diagnostics.error(core::ErrorCode::kInvalidArgument, std::move(message), source.locate(at));
  }
};

}  // namespace orbench::protocol
