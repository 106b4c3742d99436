#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "harness/protocol/content/foreign_json.h"

namespace orbench::protocol {

/// A place in a JSON text: `/choices/0/message/content`; empty is the whole.
/// Source: RFC 6901.
class JsonPointer {
 public:
  /// Errors: kInvalidArgument; the message says what is wrong with it.
  static core::Result<JsonPointer> parse(std::string_view text);
  /// Null when nothing stands there.
  [[nodiscard]] const ForeignJson* find_in(const ForeignJson& document) const;

 private:
  std::vector<std::string> steps_;
};

}  // namespace orbench::protocol
