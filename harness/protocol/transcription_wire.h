#pragma once

#include <memory>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// POST /audio/transcriptions. The length of the sound is that of the file sent, where its header
/// tells, else what the reply bills (`usage.seconds`).
/// Source: the API reference, section 1.8.
[[nodiscard]] std::unique_ptr<Wire> make_transcription_wire();

}  // namespace orbench::protocol
