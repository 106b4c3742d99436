#include "harness/protocol/json_wire.h"

#include <algorithm>
#include <bit>

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kSmallestCapacity = 1024;
constexpr std::size_t kMostKept = 1U << 20U;

}  // namespace

void Delta::take(DeltaText kind, ondemand::value& value) {
  const std::string_view raw = raw_text_of(value);
  if (raw.data() == nullptr) return;
  walk.shape.add(kind, raw);
  material.add(kind, text_of(value).size());
}

bool JsonWire::read(std::string_view json, bool in_stream, WireEvent& out) {
  if (in_stream && shape_.read(json, out)) return true;
  out = WireEvent{};
  text_.assign(json);
  text_.append(simdjson::SIMDJSON_PADDING, '\0');
  const simdjson::padded_string_view padded(text_.data(), json.size(), text_.size());
  Walk walk{out, shape_, in_stream};
  shape_.start(padded);
  if (!walk_object(padded, walk)) return false;
  if (in_stream && walk.repeatable) shape_.complete(out);
  return true;
}

bool JsonWire::walk_object(simdjson::padded_string_view json, Walk& walk) {
  // Grown ahead in powers of two: by itself simdjson reallocates for each slightly longer text.
  if (parser_.capacity() < json.size()) {
    const std::size_t capacity = std::max(kSmallestCapacity, std::bit_ceil(json.size()));
    if (parser_.allocate(capacity) != SUCCESS) return false;
  }
  ondemand::document document;
  if (parser_.iterate(json).get(document) != SUCCESS) return false;
  ondemand::json_type type{};
  if (document.type().get(type) != SUCCESS || type != ondemand::json_type::object) return false;
  begin(walk);
  const error_code failure =
      each_field(document, [this, &walk](std::string_view key, ondemand::value& field) {
        return read_field(key, field, walk);
      });
  if (failure != SUCCESS) return false;
  end(walk);
  // Anything behind the object means that it was not one JSON text.
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

void JsonWire::trim() {
  if (std::max(parser_.capacity(), text_.capacity()) <= kMostKept) return;
  parser_ = ondemand::parser{};
  text_ = std::string{};
  shape_ = ChunkShape{};
}

}  // namespace orbench::protocol
