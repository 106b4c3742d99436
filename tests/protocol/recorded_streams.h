#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// One recorded reply: the file's name, what it is, and what a reader must tell of it (told.h).
struct RecordedStream {
  std::string_view name;
  std::string_view what;
  std::string_view told;
};

/// The recordings of one wire: every file of tests/protocol/streams/<name>.
struct RecordedWire {
  std::string_view name;
  std::unique_ptr<Wire> (*make)();
  std::string_view end;  ///< the text that a stream must have reached before it can be whole
  std::span<const RecordedStream> streams;
};

[[nodiscard]] std::span<const RecordedStream> chat_streams();
[[nodiscard]] std::span<const RecordedStream> responses_streams();
[[nodiscard]] std::span<const RecordedStream> messages_streams();
[[nodiscard]] std::span<const RecordedStream> images_streams();
/// All of them.
[[nodiscard]] std::span<const RecordedWire> recorded_wires();

}  // namespace orbench::protocol
