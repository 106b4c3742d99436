#pragma once

#include <span>
#include <string_view>

namespace orbench::protocol {

/// One recorded reply: the file's name, what it is, and what a reader must tell of it (told.h).
struct RecordedStream {
  std::string_view name;
  std::string_view what;
  std::string_view told;
};

/// Every file of tests/protocol/streams.
[[nodiscard]] std::span<const RecordedStream> recorded_streams();

}  // namespace orbench::protocol
