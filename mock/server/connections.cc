#include "mock/server/connections.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "harness/api/error_codes.h"
#include "mock/server/own_answer.h"

namespace orbench::mock {
namespace {

// Closed connections that may pile up between two sweeps, besides as many as are open.
constexpr std::size_t kMostClosed = 1024;

// A page of evhttp and an interim answer before it have some four hundred bytes.
constexpr std::size_t kMostOwnWords = 4096;

/// evhttp takes its callbacks away from the buffer of a connection that it frees.
bool is_closed(bufferevent* stream) {
  bufferevent_data_cb on_read = nullptr;
  bufferevent_data_cb on_write = nullptr;
  bufferevent_event_cb on_event = nullptr;
  void* argument = nullptr;
  bufferevent_getcb(stream, &on_read, &on_write, &on_event, &argument);
  return on_event == nullptr;
}

void refuse_late(bufferevent* stream) {
  const std::string answer =
      own_answer("HTTP/1.1 408 Request Timeout", api::error_codes::kRequestTimeout,
                 "The request took too long to come in whole");
  const evutil_socket_t fd = bufferevent_getfd(stream);
  (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  // evhttp closes when it reads the end, which it must not be too full to do.
  bufferevent_setwatermark(stream, EV_READ, 0, 0);
  ::shutdown(fd, SHUT_RDWR);
}

/// Puts what evhttp answered by itself into the words of the API. False when it was no refusal.
bool reword(bufferevent* stream) {
  evbuffer* const queue = bufferevent_get_output(stream);
  const std::size_t size = evbuffer_get_length(queue);
  if (size == 0 || size > kMostOwnWords) return false;
  // evbuffer counts in unsigned char.
  const auto answer = reworded({reinterpret_cast<const char*>(evbuffer_pullup(queue, -1)), size});
  if (!answer) return false;
  // A socket alone takes from its queue, unless it is told otherwise.
  evbuffer_unfreeze(queue, 1);
  evbuffer_drain(queue, size);
  evbuffer_freeze(queue, 1);
  evbuffer_add(queue, answer->data(), answer->size());
  return true;
}

core::Duration sweep_interval(core::Duration request_timeout) {
  return std::clamp<core::Duration>(request_timeout / 4, std::chrono::milliseconds(5),
                                    std::chrono::seconds(1));
}

void rest(evconnlistener* listener, void*) { evconnlistener_disable(listener); }

}  // namespace

Connections::Connections(event_base* base, core::Duration request_timeout, std::size_t most_ahead)
    : base_(base), request_timeout_(request_timeout), most_ahead_(most_ahead) {}

Connections::~Connections() {
  reword_event_.reset();
  timer_.reset();  // a sweep in the last turn below would let go a second time
  for (const auto& [stream, connection] : connections_) let_go(*connection);
  // They are freed by the loop, a turn later.
  event_base_loop(base_, EVLOOP_NONBLOCK);
}

void Connections::attach(evhttp* http, evconnlistener* listener,
                         std::function<void(bufferevent*)> opened) {
  opened_ = std::move(opened);
  listener_ = listener;
  evhttp_set_bevcb(http, &make_connection, this);
  // Without a rest the loop would spin on a socket it cannot accept from.
  evconnlistener_set_error_cb(listener, &rest);
  timer_.reset(event_new(
      base_, -1, EV_PERSIST,
      [](evutil_socket_t, short, void* self) { static_cast<Connections*>(self)->sweep(); }, this));
  reword_event_.reset(event_new(
      base_, -1, 0,
      [](evutil_socket_t, short, void* self) { static_cast<Connections*>(self)->reword_all(); },
      this));
  const timeval interval = timeval_of(sweep_interval(request_timeout_));
  event_add(timer_.get(), &interval);
}

bufferevent* Connections::make_connection(event_base* base, void* self) {
  auto& connections = *static_cast<Connections*>(self);
  Map& all = connections.connections_;
  if (all.size() > 2 * connections.open_at_sweep_ + kMostClosed) connections.sweep();
  // Closed with the last reference, not by evhttp: a new connection that got the same descriptor
  // while this buffer lives would share its events.
  bufferevent* const stream = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
  if (stream == nullptr) return nullptr;  // evhttp then makes one itself, unguarded
  bufferevent_incref(stream);
  auto connection = std::make_unique<Connection>();
  connection->owner = &connections;
  connection->stream = stream;
  evbuffer_add_cb(bufferevent_get_input(stream), &on_input, connection.get());
  evbuffer_add_cb(bufferevent_get_output(stream), &on_output, connection.get());
  all.emplace(stream, std::move(connection));
  bufferevent_setwatermark(stream, EV_READ, 0, connections.most_ahead_);
  if (connections.opened_) connections.opened_(stream);
  return stream;
}

void Connections::on_input(evbuffer*, const evbuffer_cb_info* change, void* connection) {
  auto& reading = *static_cast<Connection*>(connection);
  if (change->n_added == 0 || reading.begun || reading.answering) return;
  reading.begun = reading.owner->clock_.now();
}

void Connections::on_output(evbuffer*, const evbuffer_cb_info* change, void* connection) {
  auto& speaking = *static_cast<Connection*>(connection);
  if (change->n_added == 0 || speaking.answering || speaking.spoke) return;
  // No request was handed over, so these are words of evhttp itself. It adds them bit by bit: they
  // are read when it has done so, in this same turn of the loop, before the socket takes any.
  speaking.spoke = true;
  speaking.owner->spoke_.push_back(speaking.stream);
  event_active(speaking.owner->reword_event_.get(), EV_TIMEOUT, 0);
}

void Connections::reword_all() {
  for (bufferevent* const stream : std::exchange(spoke_, {})) {
    const auto found = connections_.find(stream);
    if (found == connections_.end()) continue;
    // After a refusal nothing more is said: what was put in its place is no new answer.
    found->second->spoke = is_closed(stream) || reword(stream);
  }
}

core::Duration Connections::read_whole(bufferevent* stream) {
  const core::Duration now = clock_.now();
  const auto found = connections_.find(stream);
  if (found == connections_.end()) return now;
  Connection& connection = *found->second;
  connection.answering = true;
  return std::exchange(connection.begun, std::nullopt).value_or(now);
}

void Connections::answered(bufferevent* stream) {
  const auto found = connections_.find(stream);
  if (found == connections_.end() || is_closed(stream)) return;
  found->second->answering = false;
  bufferevent_setwatermark(stream, EV_READ, 0, most_ahead_);
  if (evbuffer_get_length(bufferevent_get_input(stream)) > 0) found->second->begun = clock_.now();
}

void Connections::let_go(Connection& connection) {
  evbuffer_remove_cb(bufferevent_get_input(connection.stream), &on_input, &connection);
  evbuffer_remove_cb(bufferevent_get_output(connection.stream), &on_output, &connection);
  bufferevent_decref(connection.stream);
}

void Connections::sweep() {
  const core::Duration now = clock_.now();
  for (auto at = connections_.begin(); at != connections_.end();) {
    const auto& [stream, connection] = *at;
    if (is_closed(stream)) {
      let_go(*connection);
      at = connections_.erase(at);
      continue;
    }
    if (connection->begun && now - *connection->begun > request_timeout_) {
      connection->begun.reset();
      refuse_late(stream);
    }
    ++at;
  }
  open_at_sweep_ = connections_.size();
  evconnlistener_enable(listener_);
}

}  // namespace orbench::mock
