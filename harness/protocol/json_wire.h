#pragma once

#include <string>
#include <string_view>

#include "harness/protocol/delta_material.h"
#include "harness/protocol/json_walk.h"
#include "harness/protocol/wire.h"
#include "harness/protocol/wire_shape.h"

/// For the .cc files of this layer alone: simdjson.h is heavy.
namespace orbench::protocol {

/// One walk over an object of the wire: what it says, and what a later one may repeat.
struct Walk {
  WireEvent& out;
  WireShape& shape;
  bool in_stream = false;
  /// A later one may say the same but for the values that the shape was told of. In a stream so
  /// until something else turns up; a whole reply, only where its wire says so.
  bool repeatable = in_stream;
  bool in_delta = false;  ///< one has begun
};

/// The texts of one delta, as they are read. Give its material away with `add_to(walk.out)`.
struct Delta {
  Walk& walk;
  DeltaMaterial material;

  /// Takes `value` when it is a text.
  void take(DeltaText kind, ondemand::value& value);
};

/// The frame of a wire whose events are JSON objects. Tolerant: fields may come in any order, be
/// null, of another type, unknown or missing; only text that is not one JSON object is refused.
/// Nesting may be of any depth (what is not understood is stepped over without recursion). An
/// object that repeats the one before but for its values is recognised and costs a comparison
/// (wire_shape.h).
/// Memory:  working space grows to the largest text that may be repeated, and that of a thread's
///          wires together to the largest of all; trim() gives an unusual amount back. Reading an
///          event without an error object allocates nothing else.
class JsonWire : public Wire {
 public:
  [[nodiscard]] bool read(std::string_view json, bool in_stream, WireEvent& out) final;
  [[nodiscard]] std::size_t read_known(std::string_view text, std::string_view end,
                                       WireEvent& out) final {
    return shape_.read_front(text, end, out);
  }
  void trim() final;

 protected:
  /// Reads one field of the object.
  virtual simdjson::error_code read_field(std::string_view key, ondemand::value& value,
                                          Walk& walk) = 0;
  /// An object begins, or has been read to its end: for what depends on several fields.
  virtual void begin(Walk& /*walk*/) {}
  virtual void end(Walk& /*walk*/) {}

 private:
  bool walk_in(std::string& room, std::string_view json, bool in_stream, WireEvent& out);
  bool walk_object(simdjson::padded_string_view json, Walk& walk);

  std::string example_;  // where the shape's stands, with the padding that simdjson reads
  WireShape shape_;
};

}  // namespace orbench::protocol
