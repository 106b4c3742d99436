#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string_view>
#include <thread>

namespace orbench::transport {

/// Two ends of a connection over loopback. What one sends goes out at once; the other is in no
/// hurry to acknowledge it, so that the kernel keeps what arrives in the segments it came in (those
/// of the first hundredths of a second, mostly).
class LoopbackConnection {
 public:
  LoopbackConnection() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    client_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, name, length) == 0 && listen(listener, 1) == 0 &&
        getsockname(listener, name, &length) == 0 && connect(client_, name, length) == 0) {
      server_ = accept(listener, nullptr, nullptr);
      const int on = 1;
      const int off = 0;
      setsockopt(server_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      setsockopt(client_, IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off);
    }
    close(listener);
  }
  ~LoopbackConnection() {
    close(client_);
    close(server_);
  }
  LoopbackConnection(const LoopbackConnection&) = delete;
  LoopbackConnection& operator=(const LoopbackConnection&) = delete;

  [[nodiscard]] int client() const { return client_; }
  [[nodiscard]] bool answer(std::string_view bytes) const {
    return send(server_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  [[nodiscard]] bool readable(int within_ms) const {
    pollfd look{client_, POLLIN, 0};
    return poll(&look, 1, within_ms) == 1;
  }
  /// Waits for so many unread bytes.
  void await(int bytes) const {
    int unread = 0;
    while (ioctl(client_, FIONREAD, &unread) == 0 && unread < bytes) std::this_thread::yield();
  }

 private:
  int client_ = -1;
  int server_ = -1;
};

}  // namespace orbench::transport
