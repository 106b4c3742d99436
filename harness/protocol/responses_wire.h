#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /responses: events that tell of one response object, which is also the whole reply. A
/// stream is whole when the response is over (completed, incomplete, failed) and `[DONE]` follows.
/// The first token is the first delta that is not empty; what is added, begun or repeated in full
/// is none. An image counts when a picture of it comes. Encrypted thinking shows in finished items
/// only: it sets the reply's class and no instant.
[[nodiscard]] std::unique_ptr<Wire> make_responses_wire();

}  // namespace orbench::protocol
