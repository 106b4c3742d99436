#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <memory>
#include <string_view>

#include <openssl/ssl.h>

namespace orbench::testing {
namespace {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

/// The announced length; a request without one has no body.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  if (at == std::string_view::npos) return 0;
  const std::string_view digits = head.substr(at + kName.size());
  std::size_t length = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), length);
  return length;
}

}  // namespace

struct ScriptedServer::Connection {
  bool send_all(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ssl != nullptr
                               ? SSL_write(ssl.get(), text.data(), static_cast<int>(text.size()))
                               : ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// False at the end of what the peer sends.
  bool read_more() {
    std::array<char, 16384> bytes;
    const ssize_t got = ssl != nullptr
                            ? SSL_read(ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                            : recv(fd, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    received.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }

  int fd;
  std::unique_ptr<SSL, SslDeleter> ssl;
  std::string received;  // and not yet counted to a request
};

ScriptedServer::ScriptedServer(std::vector<Script> scripts, ssl_ctx_st* tls)
    : scripts_(std::move(scripts)), tls_(tls), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (tls_ != nullptr) std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) == 0 && listen(listener_, 512) == 0 &&
      getsockname(listener_, generic, &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  changed_.notify_all();
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (std::thread& player : players_) player.join();
  close(listener_);
}

std::string ScriptedServer::url() const {
  return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
         "/";
}

void ScriptedServer::go() {
  const std::lock_guard lock(mutex_);
  ++tickets_;
  changed_.notify_one();
}

std::size_t ScriptedServer::connections() const {
  const std::lock_guard lock(mutex_);
  return players_.size();
}

std::size_t ScriptedServer::sends() const {
  const std::lock_guard lock(mutex_);
  return sends_;
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedServer::accept_all() {
  while (true) {
    const int fd = accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      close(fd);
      return;
    }
    const Script& script = scripts_[std::min(players_.size(), scripts_.size() - 1)];
    open_.push_back(fd);
    players_.emplace_back([this, fd, &script] { play(fd, script); });
  }
}

void ScriptedServer::play(int fd, const Script& script) {
  const int at_once = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  Connection connection{fd, nullptr, {}};
  bool going = true;
  if (tls_ != nullptr) {
    connection.ssl.reset(SSL_new(tls_));
    SSL_set_fd(connection.ssl.get(), fd);
    going = SSL_accept(connection.ssl.get()) == 1;
  }
  for (std::size_t i = 0; going && i < script.size(); ++i) {
    if (script[i].kind == Act::Kind::kRepeat) i = 0;
    going = perform(connection, script[i]);
  }
  // Closed under the lock: the destructor must not cut a descriptor that is somebody else's by now.
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  close(fd);
}

bool ScriptedServer::perform(Connection& connection, const Act& act) {
  switch (act.kind) {
    case Act::Kind::kReadRequest:
      return read_request(connection);
    case Act::Kind::kSend: {
      if (!connection.send_all(act.text)) return false;
      const std::lock_guard lock(mutex_);
      ++sends_;
      return true;
    }
    case Act::Kind::kWait:
      return wait_for_go();
    case Act::Kind::kReset: {
      const linger at_once{1, 0};
      setsockopt(connection.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
      return false;
    }
    case Act::Kind::kHalfClose:
      return shutdown(connection.fd, SHUT_WR) == 0;
    case Act::Kind::kDrain:
      while (connection.read_more()) {
      }
      return false;
    case Act::Kind::kRepeat:
      break;  // play() sees to it
  }
  return false;
}

bool ScriptedServer::read_request(Connection& connection) {
  std::string& received = connection.received;
  std::size_t end = std::string::npos;
  while ((end = received.find("\r\n\r\n")) == std::string::npos) {
    if (!connection.read_more()) return false;
  }
  const std::size_t size = end + 4 + content_length({received.data(), end + 2});
  while (received.size() < size) {
    if (!connection.read_more()) return false;
  }
  const std::lock_guard lock(mutex_);
  requests_.push_back(received.substr(0, size));
  received.erase(0, size);
  return true;
}

bool ScriptedServer::wait_for_go() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || tickets_ > 0; });
  if (stopping_) return false;
  --tickets_;
  return true;
}

}  // namespace orbench::testing
