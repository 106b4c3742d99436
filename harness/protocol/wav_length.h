#pragma once

#include <optional>
#include <string_view>

#include "harness/core/units.h"

namespace orbench::protocol {

/// How long the sound of a WAV file lasts, by its header: bytes of data over bytes a second. A data
/// chunk that claims more than the file holds (streamed files claim none or everything) counts as
/// what is there. Nothing for bytes that are no WAV file, or for a rate of zero.
/// Source: the RIFF/WAVE format (Microsoft, IBM 1991): chunks `fmt ` and `data`.
[[nodiscard]] std::optional<core::Duration> wav_length(std::string_view bytes);

}  // namespace orbench::protocol
