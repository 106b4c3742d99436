#include "mock/server/connections.h"

#include <chrono>

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <gtest/gtest.h>

#include "mock/server/event_handles.h"
#include "mock/server/listener.h"
#include "tests/support/raw_http_client.h"

namespace orbench::mock {
namespace {

using std::chrono::milliseconds;

/// Accepts one client; gives the loop back with the next sweep overdue.
struct OverdueSweep {
  static constexpr milliseconds kRequestTimeout{20};
  EventBaseHandle base{event_base_new()};
  Connections connections{base.get(), kRequestTimeout, 1024};
  EvhttpHandle http{evhttp_new(base.get())};
  bool accepted = false;

  OverdueSweep() {
    const auto listening = listen_on_loopback(base.get(), "127.0.0.1", 0);
    connections.attach(http.get(), listening->listener, [this](bufferevent*) { accepted = true; });
    evhttp_bind_listener(http.get(), listening->listener);
    const support::RawHttpClient client(listening->port);
    while (!accepted) event_base_loop(base.get(), EVLOOP_ONCE);
    const auto overdue = std::chrono::steady_clock::now() + kRequestTimeout;
    while (std::chrono::steady_clock::now() < overdue) {
    }
  }
};

TEST(Connections, AreLetGoOnceThoughASweepIsOverdueAtTheEnd) {
  bool opened = false;
  {
    OverdueSweep at_the_end;
    opened = at_the_end.accepted;
  }
  EXPECT_TRUE(opened);  // and libevent did not end the process
}

}  // namespace
}  // namespace orbench::mock
