#include "mock/server/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include <event2/listener.h>
#include <event2/util.h>
#include <fmt/format.h>

#include "harness/core/http.h"

namespace orbench::mock {
namespace {

constexpr int kBacklog = 4096;
constexpr int kHighestPort = 65535;

int bound_port(evutil_socket_t fd) {
  sockaddr_storage where{};
  socklen_t size = sizeof(where);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&where), &size) != 0) return 0;
  return ntohs(where.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(where).sin6_port
                                           : reinterpret_cast<const sockaddr_in&>(where).sin_port);
}

/// libevent's parser refuses port 0, so the port is put in afterwards.
void set_port(sockaddr_storage& where, int port) {
  const in_port_t wire = htons(static_cast<std::uint16_t>(port));
  if (where.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(where).sin6_port = wire;
  } else {
    reinterpret_cast<sockaddr_in&>(where).sin_port = wire;
  }
}

}  // namespace

core::Result<Listening> listen_on_loopback(event_base* base, const std::string& address, int port) {
  if (!core::is_loopback_host(address)) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("the mock serves this machine only, and \"{}\" is no loopback "
                                  "address; use 127.0.0.1",
                                  address));
  }
  const std::string numeric = address == "localhost" ? "127.0.0.1" : address;
  sockaddr_storage where{};
  int size = sizeof(where);
  if (port < 0 || port > kHighestPort ||
      evutil_parse_sockaddr_port(numeric.c_str(), reinterpret_cast<sockaddr*>(&where), &size) !=
          0) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("cannot listen on {} port {}; a port is a number from 0 to {}",
                                  address, port, kHighestPort));
  }
  set_port(where, port);
  evconnlistener* const listener = evconnlistener_new_bind(
      base, nullptr, nullptr, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_EXEC,
      kBacklog, reinterpret_cast<const sockaddr*>(&where), size);
  if (listener == nullptr) {
    return core::fail(core::ErrorCode::kIo,
                      fmt::format("cannot listen on {} port {}: {}; choose another port, or 0 for "
                                  "a free one",
                                  address, port, std::strerror(errno)));
  }
  const evutil_socket_t fd = evconnlistener_get_fd(listener);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return Listening{listener, bound_port(fd)};
}

}  // namespace orbench::mock
