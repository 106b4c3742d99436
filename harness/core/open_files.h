#pragma once

#include <cstdint>
#include <optional>

namespace orbench::core {

/// Raises the number of files this process may open as far as the system allows, and gives it;
/// nothing where the system does not tell. A connection needs one.
/// Threads: changes the process; once, before the load.
std::optional<std::uint64_t> raise_open_files_limit();

/// How many to make room for where nobody knows how many it takes.
inline constexpr std::uint64_t kManyOpenFiles = 16'384;

/// Has the kernel make room for `count` open files now, as far as the limit allows. Its table of
/// them doubles otherwise whenever a new one does not fit, and each time the thread that opens it
/// stands still, for up to 20 ms where the process has several threads. Threads: any; once, before
/// the load.
void make_room_for_open_files(std::uint64_t count);

}  // namespace orbench::core
