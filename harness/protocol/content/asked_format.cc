#include "harness/protocol/content/asked_format.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::protocol {
namespace {

/// A part of a request with its place.
struct Place {
  const core::Json* value;
  std::string pointer;

  [[nodiscard]] Place child(const char* key) const {
    if (value == nullptr || !value->is_object()) return {nullptr, pointer};
    const auto found = value->find(key);
    return {found == value->end() ? nullptr : &*found, core::child_pointer(pointer, key)};
  }
  [[nodiscard]] bool is(std::string_view text) const {
    return value != nullptr && value->is_string() && value->get_ref<const std::string&>() == text;
  }
};

Place format_in(std::string_view endpoint, const Place& request) {
  if (endpoint == "responses") return request.child("text").child("format");
  if (endpoint == "messages") return request.child("output_config").child("format");
  return request.child("response_format");
}

}  // namespace

std::unique_ptr<AskedFormat> read_asked_format(std::string_view endpoint,
                                               const RequestDraft& draft) {
  const Place format = format_in(endpoint, {&draft.body, draft.pointer});
  const Place type = format.child("type");
  if (type.is("json_object")) return std::make_unique<AskedFormat>();
  if (!type.is("json_schema")) return nullptr;
  const Place nested = format.child("json_schema");
  const Place schema = (nested.value == nullptr ? format : nested).child("schema");
  auto asked = std::make_unique<AskedFormat>();
  if (schema.value == nullptr) {
    draft.error(format.pointer, "a format of type json_schema needs a \"schema\"");
  } else {
    asked->schema = AnswerSchema::compile(draft.part(*schema.value, schema.pointer));
  }
  return asked;
}

}  // namespace orbench::protocol
