#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace orbench::support {

/// How the server's bytes came to an end.
enum class Ending { kClosed, kReset, kSilent, kEnough };

/// A blocking TCP client that shows exactly what a server sends: no HTTP library between the test
/// and the wire. Loopback only. Every read gives up after the timeout, so no test can hang.
class RawHttpClient {
 public:
  explicit RawHttpClient(int port,
                         std::chrono::milliseconds timeout = std::chrono::milliseconds(20'000))
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    set_timeout(timeout);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) == 0;
  }
  RawHttpClient(const RawHttpClient&) = delete;
  RawHttpClient& operator=(const RawHttpClient&) = delete;
  RawHttpClient(RawHttpClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        connected_(other.connected_),
        received_(std::move(other.received_)) {}
  ~RawHttpClient() { close(); }

  [[nodiscard]] bool connected() const { return connected_; }

  void set_timeout(std::chrono::milliseconds timeout) const {
    const timeval wait{timeout.count() / 1000, (timeout.count() % 1000) * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
  }

  /// False when the server stopped taking the bytes.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Reads until the end, or until `needle` is among the bytes received so far (kEnough).
  Ending read(std::string_view needle = {}) {
    char block[65536];
    std::size_t searched = 0;
    for (;;) {
      if (!needle.empty() && received_.find(needle, searched) != std::string::npos) {
        return Ending::kEnough;
      }
      // The needle may have begun in the last bytes.
      searched = received_.size() - std::min(received_.size(), needle.size());
      const auto got = ::recv(fd_, block, sizeof(block), 0);
      if (got == 0) return Ending::kClosed;
      if (got < 0) return errno == ECONNRESET ? Ending::kReset : Ending::kSilent;
      received_.append(block, static_cast<std::size_t>(got));
    }
  }

  /// Counts what comes instead of keeping it.
  std::size_t drain() const {
    std::string block(1U << 20U, '\0');
    std::size_t total = 0;
    for (;;) {
      const auto got = ::recv(fd_, block.data(), block.size(), 0);
      if (got <= 0) return total;
      total += static_cast<std::size_t>(got);
    }
  }

  void half_close() const { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  /// Everything received so far.
  [[nodiscard]] const std::string& received() const { return received_; }
  void forget_received() { received_.clear(); }

 private:
  int fd_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace orbench::support
