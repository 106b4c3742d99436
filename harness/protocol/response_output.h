#pragma once

#include <cstddef>
#include <string_view>

#include "harness/protocol/json_walk.h"
#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// What one item of a response's `output` holds: a message, a thought, a call, a picture.
struct OutputItem {
  std::string_view type;
  std::size_t text_bytes = 0;     ///< of its content, refusals included
  std::size_t summary_bytes = 0;  ///< of thinking
  std::size_t call_bytes = 0;     ///< a tool's name, arguments or input
  bool encrypted = false;         ///< thinking that only its provider can read
  bool picture = false;

  /// Adds it to what a whole reply says.
  void add_to(WireEvent& out) const;
};

/// Reads an item whatever its type, fields in any order.
/// Errors: simdjson's, for broken JSON only.
[[nodiscard]] simdjson::error_code read_output_item(ondemand::value& value, OutputItem& out);

}  // namespace orbench::protocol
