#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/core/rng.h"
#include "harness/protocol/wire.h"

/// For tests that hold what a wire says of one object against what it says of another.
namespace orbench::protocol {

/// A wire and what it said last: what a stream's reader holds.
struct Held {
  std::unique_ptr<Wire> wire;
  WireEvent event = {};

  /// Everything that the object says, as one line.
  std::string read(std::string_view json, bool in_stream = true);
};

/// A piece that is text, ends it, or breaks it.
[[nodiscard]] std::string random_piece(core::Rng& rng);
/// `json` with some bytes replaced, put in or left out, most of them where a string begins.
[[nodiscard]] std::string mutated(std::string json, core::Rng& rng);

}  // namespace orbench::protocol
