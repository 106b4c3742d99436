#include "harness/protocol/reply_fields.h"

#include "harness/protocol/error_json.h"
#include "harness/protocol/usage_json.h"

namespace orbench::protocol {

using simdjson::error_code;
using simdjson::SUCCESS;

std::optional<error_code> read_reply_field(std::string_view key, ondemand::value& value,
                                           Walk& walk) {
  WireEvent& out = walk.out;
  if (key == "usage") return read_usage(value, walk);
  if (key == "error") return read_api_error(value, out.error);
  if (key == "id") {
    out.id = text_of(value);
  } else if (key == "model") {
    out.model = text_of(value);
  } else if (key == "provider") {
    out.provider = text_of(value);
  } else {
    return std::nullopt;
  }
  return SUCCESS;
}

}  // namespace orbench::protocol
