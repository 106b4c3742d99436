#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /chat/completions: a chunk of a stream, a whole reply and an error body share their shape.
[[nodiscard]] std::unique_ptr<Wire> make_chat_wire();

}  // namespace orbench::protocol
