#pragma once

#include <string>

#include "harness/core/result.h"

struct event_base;
struct evconnlistener;

namespace orbench::mock {

/// A listening socket and the port it got.
struct Listening {
  evconnlistener* listener = nullptr;  ///< for evhttp_bind_listener, which takes it over
  int port = 0;
};

/// Listens on a loopback address, refusing any other. Port 0 picks a free one.
/// Accepted sockets send without waiting for acknowledgements (TCP_NODELAY).
[[nodiscard]] core::Result<Listening> listen_on_loopback(event_base* base,
                                                         const std::string& address, int port);

}  // namespace orbench::mock
