#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /embeddings. What is asked for is what must come: a vector for each input, all of one
/// length, of the length asked for, finite. Numbers and base64 of little-endian 32-bit floats are
/// both read, whichever was asked for: servers that know one form only send it.
/// Source: the API reference, section 1.4.
[[nodiscard]] std::unique_ptr<Wire> make_embeddings_wire();

}  // namespace orbench::protocol
