#pragma once

#include <string>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/core/json_document.h"
#include "harness/scenario/loader.h"

namespace orbench::scenario {

/// A document with the memory of where each value came from.
struct SourcedDocument {
  core::JsonValue document;
  core::SourceMap source;
};

/// Lays `top` over `base`: objects are merged key by key, everything else is replaced, arrays as a
/// whole. Places go with their values.
void overlay(SourcedDocument& base, const SourcedDocument& top);

/// Applies one `path=value`. Missing objects on the way are made; an array is never made, but an
/// index equal to its size appends. Mistakes name the flag and change nothing.
/// Lifetime: borrows nothing after the call.
void apply_override(SourcedDocument& target, const Override& change,
                    core::Diagnostics& diagnostics);

}  // namespace orbench::scenario
