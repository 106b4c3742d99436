#pragma once

#include <string>
#include <string_view>

#include "harness/core/json_document.h"

namespace orbench::support {

/// The file or flag that the value at exactly this pointer came from; "default" when nobody set it.
inline std::string origin_of(const core::SourceMap& source, std::string_view pointer) {
  const core::SourceMap::Place* place = source.find(pointer);
  return place == nullptr ? "default" : place->origin;
}

}  // namespace orbench::support
