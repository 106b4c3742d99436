#pragma once

#include <cstdint>
#include <optional>

namespace orbench::core {

/// Raises the number of files this process may open as far as the system allows, and gives it;
/// nothing where the system does not tell. A connection needs one.
/// Threads: changes the process; once, before the load.
std::optional<std::uint64_t> raise_open_files_limit();

}  // namespace orbench::core
