#pragma once

#include <cstdint>

namespace orbench::run {

/// Binds the calling thread to a core of its own: worker `index` of `count` to the index-th core
/// that this process may use. Workers that share a cache and a core by chance disturb each other's
/// clocks; the kernel moves them only after the damage is done.
/// A single worker is left free: it has no rival among its own, and the kernel moves it away from
/// whatever else the machine runs, which a pin would forbid. More workers than cores are left free
/// too. False when the thread was left free or the system knows no pins.
bool pin_worker(std::uint64_t index, std::uint64_t count);

}  // namespace orbench::run
