#include "mock/server/truth_watch.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>

namespace orbench::mock {
namespace {

bufferevent* stream_of(evhttp_request* request) {
  return evhttp_connection_get_bufferevent(evhttp_request_get_connection(request));
}

}  // namespace

void TruthWatch::attach(evhttp* http) { evhttp_set_bevcb(http, &make_connection, this); }

bufferevent* TruthWatch::make_connection(event_base* base, void* self) {
  auto& watch = *static_cast<TruthWatch*>(self);
  bufferevent* const stream = bufferevent_socket_new(base, -1, 0);
  if (stream == nullptr) return nullptr;  // evhttp then makes one itself, unwatched
  evbuffer* const input = bufferevent_get_input(stream);
  evbuffer* const output = bufferevent_get_output(stream);
  watch.first_bytes_.erase(input);
  watch.queued_.erase(output);
  evbuffer_add_cb(input, &on_input, self);
  evbuffer_add_cb(output, &on_output, self);
  return stream;
}

void TruthWatch::on_input(evbuffer* buffer, const evbuffer_cb_info* change, void* self) {
  if (change->n_added == 0) return;
  auto& watch = *static_cast<TruthWatch*>(self);
  watch.first_bytes_.try_emplace(buffer, watch.clock_.now());
}

void TruthWatch::on_output(evbuffer* buffer, const evbuffer_cb_info* change, void* self) {
  if (change->n_deleted == 0 || evbuffer_get_length(buffer) > 0) return;
  auto& watch = *static_cast<TruthWatch*>(self);
  const auto found = watch.queued_.find(buffer);
  if (found == watch.queued_.end()) return;
  watch.log_.drained(found->second, watch.clock_.now());
  watch.queued_.erase(found);
}

std::uint64_t TruthWatch::begin(evhttp_request* request, std::string_view generation_id,
                                core::Duration read_whole) {
  // A request that came in one read with the end of the one before it has no entry of its own.
  core::Duration first_byte = read_whole;
  const auto found = first_bytes_.find(bufferevent_get_input(stream_of(request)));
  if (found != first_bytes_.end()) {
    first_byte = found->second;
    first_bytes_.erase(found);
  }
  return generation_id.empty() ? 0 : log_.begin(generation_id, first_byte, read_whole);
}

void TruthWatch::wrote(evhttp_request* request, std::uint64_t number, const TokenTruth& token) {
  log_.wrote(number, token);
  if (token.queued) queued_[bufferevent_get_output(stream_of(request))] = number;
}

}  // namespace orbench::mock
