#include "harness/transport/receive_stamp.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <ctime>
#include <utility>

#include "harness/core/clock.h"

namespace orbench::transport {
namespace {

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

constexpr core::Duration kTryFor = std::chrono::milliseconds{250};
/// More than libcurl takes out of a socket in one call, mostly.
constexpr std::size_t kFarthest = std::size_t{64} * 1024;
constexpr int kPatienceMs = 1000;  // loopback delivers at once; this only bounds a broken machine

}  // namespace

#ifdef SO_TIMESTAMPNS

bool ask_for_receive_stamps(int fd) {
  const int on = 1;
  return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
}

namespace {

struct Peeked {
  std::size_t bytes;    ///< how far it reached
  core::Duration wall;  ///< the stamp of the last of these
};

/// Looks at the next unread bytes, at most `reach` of them, and copies none.
std::optional<Peeked> peek(int fd, std::size_t reach) {
  static std::array<char, kFarthest> nowhere;  // the kernel wants room, and leaves it alone
  iovec piece{nowhere.data(), reach};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  // The C library's own makes each call a point where the thread could be cancelled, which takes
  // two locked instructions.
  const long got = syscall(SYS_recvmsg, fd, &message, MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC);
  if (got <= 0) return std::nullopt;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec ts{};
    std::memcpy(&ts, CMSG_DATA(part), sizeof ts);
    return Peeked{static_cast<std::size_t>(got),
                  std::chrono::seconds{ts.tv_sec} + std::chrono::nanoseconds{ts.tv_nsec}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<core::Duration> peek_receive_stamp(int fd) {
  const auto first = peek(fd, 1);
  return first ? std::optional(first->wall) : std::nullopt;
}

void peek_segments(int fd, core::Duration oldest, std::vector<Segment>& found) {
  found.clear();
  const auto all = peek(fd, kFarthest);
  if (!all || all->wall == oldest) return;
  std::size_t begin = 0;
  core::Duration wall = oldest;
  while (wall != all->wall && found.size() + 1 < Segment::kMost) {
    // The stamps of a connection only grow: where the next one begins is found by halving.
    std::size_t last = begin + 1;
    Peeked next = *all;
    while (next.bytes - last > 1) {
      const auto middle = peek(fd, last + (next.bytes - last) / 2);
      if (!middle || middle->bytes <= last || middle->bytes >= next.bytes) return found.clear();
      if (middle->wall == wall) {
        last = middle->bytes;
      } else {
        next = *middle;
      }
    }
    found.push_back({last - begin, wall});
    begin = last;
    wall = next.wall;
  }
  found.push_back({all->bytes - begin, all->wall});
}

#else

bool ask_for_receive_stamps(int /*fd*/) { return false; }
std::optional<core::Duration> peek_receive_stamp(int /*fd*/) { return std::nullopt; }
void peek_segments(int /*fd*/, core::Duration /*oldest*/, std::vector<Segment>& found) {
  found.clear();
}

#endif

namespace {

/// A connection over loopback whose receiving end asks for stamps; null ends where it cannot be
/// had.
struct Loopback {
  Loopback() : receiver(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const Socket listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    if (bind(listener.fd(), name, length) == 0 && listen(listener.fd(), 1) == 0 &&
        getsockname(listener.fd(), name, &length) == 0 && ask_for_receive_stamps(receiver.fd()) &&
        connect(receiver.fd(), name, length) == 0) {
      sender = Socket(accept(listener.fd(), nullptr, nullptr));
    }
  }
  Socket receiver;
  Socket sender{-1};
};

}  // namespace

StampKeeper::~StampKeeper() {
  if (fd_ >= 0) close(fd_);
}

StampKeeper StampKeeper::start() {
  StampKeeper keeper;
  Loopback line;
  const core::MonotonicClock clock;
  const core::Duration give_up = clock.now() + kTryFor;
  while (clock.now() < give_up) {
    char byte = 0;
    pollfd readable{line.receiver.fd(), POLLIN, 0};
    if (send(line.sender.fd(), &byte, 1, MSG_NOSIGNAL) != 1 || poll(&readable, 1, kPatienceMs) != 1)
      break;
    if (peek_receive_stamp(line.receiver.fd())) {
      keeper.fd_ = line.receiver.release();
      break;
    }
    if (recv(line.receiver.fd(), &byte, 1, 0) != 1) break;
    poll(nullptr, 0, 1);  // the kernel switches stamps on in a thread of its own
  }
  return keeper;
}

}  // namespace orbench::transport
