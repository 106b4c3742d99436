#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/units.h"

namespace orbench::transport {

/// The kernel's own stamp of when bytes arrived at a TCP socket (SO_TIMESTAMPNS): it does not care
/// how late the process woke, and works below TLS. No privilege is needed.
/// Source: socket(7), Linux Documentation/networking/timestamping.rst.

/// Asks for stamps of what will arrive on `fd`. False where there are none.
bool ask_for_receive_stamps(int fd);

/// CLOCK_REALTIME of the oldest unread byte; the byte stays unread. Segments that the kernel has
/// merged share the newest one's stamp. Empty when nothing is unread or it bears no stamp.
[[nodiscard]] std::optional<core::Duration> peek_receive_stamp(int fd);

/// Unread bytes that bear one stamp.
struct Segment {
  std::size_t bytes = 0;
  core::Duration wall{0};  ///< CLOCK_REALTIME

  /// What is told apart in one look; what lies further behind counts to the last one.
  static constexpr std::size_t kMost = 8;
};

/// How `fd`'s unread bytes, of which the first bears `oldest`, divide into segments: into `found`,
/// which is empty where all of them bear it. Two dozen system calls for each but the first.
void peek_segments(int fd, core::Duration oldest, std::vector<Segment>& found);

/// Keeps the kernel stamping: it begins some time after the first socket has asked, and ends with
/// the last one. Without this the first answers of a run would have no stamp.
/// Threads: one thread per object.
class StampKeeper {
 public:
  StampKeeper() = default;
  ~StampKeeper();
  StampKeeper(StampKeeper&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  StampKeeper& operator=(StampKeeper&&) = delete;

  /// Sends bytes over loopback until one bears a stamp: well under a millisecond where there are
  /// stamps. Keeps nothing, after a quarter of a second, where there are none.
  static StampKeeper start();
  [[nodiscard]] bool works() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace orbench::transport
