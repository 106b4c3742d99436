#pragma once

#include <cstddef>
#include <string>

#include "harness/core/result.h"

namespace orbench::core {

/// The bytes of a file or pipe that the user named.
/// Errors: kNotFound, kIo for a folder, a device or a file that cannot be read, kTooLarge beyond
/// `most` bytes; each says what to do, with the path as its place.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t most);

}  // namespace orbench::core
