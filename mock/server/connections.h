#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/core/clock.h"
#include "harness/core/units.h"
#include "mock/server/event_handles.h"

struct bufferevent;
struct evbuffer;
struct evbuffer_cb_info;
struct evconnlistener;

namespace orbench::mock {

/// Guards a server against clients that hold on to it. A request that has begun must be whole
/// within the timeout, however steadily its bytes drip in: else it gets 408 and the connection is
/// closed. What is read ahead is bounded. When the process is out of descriptors, new connections
/// wait in the backlog until some are free. Idle connections are kept: they cost a descriptor and a
/// few kilobytes each. What evhttp itself answers to a request that it cannot read is put into the
/// words of the API.
/// Threads:  the loop thread.
/// Lifetime: attached to a server that it outlives; after the server is gone it is destroyed before
///           the loop.
class Connections {
 public:
  /// `most_ahead` bytes of a connection are read and kept before evhttp takes them: at least what a
  /// whole head or body may have, since it takes these when they are there.
  Connections(event_base* base, core::Duration request_timeout, std::size_t most_ahead);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections();

  /// Takes over how `http` makes its connections; `opened` is called for each.
  void attach(evhttp* http, evconnlistener* listener, std::function<void(bufferevent*)> opened);
  /// A request was read whole: its deadline is met. Gives when its first byte was read.
  core::Duration read_whole(bufferevent* stream);
  /// Its answer is over; what was sent meanwhile is the next request.
  void answered(bufferevent* stream);

 private:
  /// One connection. The reference that is held here keeps the buffer's address its own.
  struct Connection {
    Connections* owner = nullptr;
    bufferevent* stream = nullptr;
    std::optional<core::Duration> begun;  ///< when the request being read began
    bool answering = false;
    bool spoke = false;  ///< evhttp answered by itself, which is to be reworded
  };
  using Map = std::unordered_map<bufferevent*, std::unique_ptr<Connection>>;

  static bufferevent* make_connection(event_base* base, void* self);
  static void on_input(evbuffer* buffer, const evbuffer_cb_info* change, void* connection);
  static void on_output(evbuffer* buffer, const evbuffer_cb_info* change, void* connection);
  static void let_go(Connection& connection);
  void reword_all();
  /// Lets go of closed connections, refuses late ones.
  void sweep();

  event_base* base_;
  core::Duration request_timeout_;
  std::size_t most_ahead_;
  std::function<void(bufferevent*)> opened_;
  evconnlistener* listener_ = nullptr;
  EventHandle timer_;
  EventHandle reword_event_;
  std::vector<bufferevent*> spoke_;
  core::MonotonicClock clock_;
  Map connections_;
  std::size_t open_at_sweep_ = 0;
};

}  // namespace orbench::mock
