#pragma once

#include <string>
#include <string_view>

#include "harness/core/rare.h"
#include "harness/protocol/error_body.h"
#include "harness/protocol/json_walk.h"

namespace orbench::protocol {

/// An error whose fields stand among others: read those that belong to it, then finish.
/// One error an object.
class ErrorDraft {
 public:
  /// Takes a field of the error; others are left alone.
  [[nodiscard]] simdjson::error_code take(std::string_view key, ondemand::value& value);
  [[nodiscard]] ApiError finish();

 private:
  simdjson::error_code take_metadata(ondemand::value& value);
  void take_code(ondemand::value& value);

  ApiError error_;
  // The words that may name its kind, before it is known which of them came.
  std::string error_type_;
  std::string code_;
  std::string type_;
};

/// Reads the value of an `error` key in any of the API's shapes: an object (with `code` as a
/// number, a string or null), or a bare text. `null` and other types say nothing: `out` is left
/// alone, as it is when it already holds an error (the first one tells what happened).
/// Errors: simdjson's, for broken JSON only.
[[nodiscard]] simdjson::error_code read_api_error(ondemand::value& value,
                                                  core::Rare<ApiError>& out);

}  // namespace orbench::protocol
