#include "harness/protocol/json_wire.h"

#include <algorithm>
#include <bit>

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kSmallestCapacity = 1024;
constexpr std::size_t kMostKept = 1U << 20U;

/// One a thread: it keeps nothing from one text to the next, and each would hold 13 KB.
ondemand::parser& shared_parser() {
  thread_local ondemand::parser parser;
  return parser;
}

/// Room for a text that need not outlive its walk.
std::string& shared_room() {
  thread_local std::string room;
  return room;
}

std::size_t padded_size(std::string_view json) { return json.size() + simdjson::SIMDJSON_PADDING; }

}  // namespace

void Delta::take(DeltaText kind, ondemand::value& value) {
  const std::string_view raw = raw_text_of(value);
  if (raw.data() == nullptr) return;
  walk.shape.add(kind, raw);
  material.add(kind, text_of(value).size());
}

bool JsonWire::read(std::string_view json, bool in_stream, WireEvent& out) {
  if (shape_.read(json, in_stream, out)) return true;
  if (example_.capacity() < padded_size(json)) {
    // Mostly what ends a stream: longer than its events, and nothing that will be repeated. Room of
    // its own would stay for as long as the reader does, and there is a reader a stream.
    if (!walk_in(shared_room(), json, in_stream, out)) return false;
    if (!shape_.known()) return true;
    example_ = std::string{};
    example_.reserve(padded_size(json));
  }
  return walk_in(example_, json, in_stream, out);
}

bool JsonWire::walk_in(std::string& room, std::string_view json, bool in_stream, WireEvent& out) {
  room.reserve(padded_size(json));
  room.assign(json);
  room.append(simdjson::SIMDJSON_PADDING, '\0');
  const simdjson::padded_string_view padded(room.data(), json.size(), room.size());
  out = WireEvent{};
  Walk walk{out, shape_, in_stream};
  shape_.start(padded, in_stream);
  if (!walk_object(padded, walk)) return false;
  if (walk.repeatable) shape_.complete(out);
  return true;
}

bool JsonWire::walk_object(simdjson::padded_string_view json, Walk& walk) {
  // Grown ahead in powers of two: by itself simdjson reallocates for each slightly longer text.
  ondemand::parser& parser = shared_parser();
  if (parser.capacity() < json.size()) {
    const std::size_t capacity = std::max(kSmallestCapacity, std::bit_ceil(json.size()));
    if (parser.allocate(capacity) != SUCCESS) return false;
  }
  ondemand::document document;
  if (parser.iterate(json).get(document) != SUCCESS) return false;
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
  ondemand::parser& parser = shared_parser();
  if (parser.capacity() > kMostKept) parser = ondemand::parser{};
  if (shared_room().capacity() > kMostKept) shared_room() = std::string{};
  if (example_.capacity() <= kMostKept) return;
  example_ = std::string{};
  shape_ = WireShape{};
}

}  // namespace orbench::protocol
