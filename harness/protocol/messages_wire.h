#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /messages: a message told block by block. A stream is whole at `message_stop`; a `[DONE]`
/// behind it is courtesy.
/// The first token is the first delta of text, thinking or a call's input that is not empty; a
/// block's begin (which names a tool) and a signature are none. Usage comes twice, and the later
/// figures count; the output that `message_start` names is no figure yet and is left out.
[[nodiscard]] std::unique_ptr<Wire> make_messages_wire();

}  // namespace orbench::protocol
