#include "harness/protocol/api_wire.h"

#include "harness/api/fields.h"
#include "harness/protocol/error_json.h"
#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
using JsonType = ondemand::json_type;

/// Names are texts, which may be looked at again after their type was checked.
void take_name(std::string_view key, ondemand::value& value, WireEvent& out) {
  if (key == "id") {
    const std::string_view id = text_of(value);
    if (id.starts_with(api::fields::kGenerationIdPrefix)) out.id = id;
  } else if (key == "model") {
    out.model = text_of(value);
  } else if (key == "provider") {
    out.provider = text_of(value);
  }
}

}  // namespace

void ApiWire::begin(Walk& walk) {
  check_.reset();
  walk.out.material.has_answer = true;
}

error_code ApiWire::read_field(std::string_view key, ondemand::value& value, Walk& walk) {
  JsonType type{};
  if (const error_code failure = value.type().get(type)) return failure;
  if (key == "error" && type == JsonType::object) return read_api_error(value, walk.out.error);
  const bool documented = shape_ != nullptr && !walk.in_stream;
  if (key == "usage" && type == JsonType::object) {
    // Read for what it bills, so it cannot be walked a second time.
    if (documented) check_.note_member(key, *shape_);
    return read_usage(value, walk);
  }
  if (documented) {
    if (const error_code failure = check_.check_member(key, value, *shape_)) return failure;
  }
  if (type == JsonType::string) take_name(key, value, walk.out);
  return SUCCESS;
}

void ApiWire::end(Walk& walk) {
  if (shape_ == nullptr || walk.in_stream) return;
  check_.check_missing(*shape_);
  if (!check_.defect().empty()) walk.out.defect = check_.defect();
}

}  // namespace orbench::protocol
