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

void TruthWatch::watch(bufferevent* stream) {
  evbuffer* const output = bufferevent_get_output(stream);
  queued_.erase(output);
  evbuffer_add_cb(output, &on_output, this);
}

void TruthWatch::on_output(evbuffer* buffer, const evbuffer_cb_info* change, void* self) {
  if (change->n_deleted == 0 || evbuffer_get_length(buffer) > 0) return;
  auto& watch = *static_cast<TruthWatch*>(self);
  const auto found = watch.queued_.find(buffer);
  if (found == watch.queued_.end()) return;
  watch.log_.drained(found->second, watch.clock_.now());
  watch.queued_.erase(found);
}

void TruthWatch::wrote(evhttp_request* request, std::uint64_t number, const TokenTruth& token) {
  log_.wrote(number, token);
  if (token.queued) queued_[bufferevent_get_output(stream_of(request))] = number;
}

}  // namespace orbench::mock
