#include "mock/server/stream_writer.h"

#include <sys/socket.h>

#include <algorithm>
#include <iterator>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <fmt/format.h>

namespace orbench::mock {
namespace {

bufferevent* stream_of(evhttp_request* request) {
  return evhttp_connection_get_bufferevent(evhttp_request_get_connection(request));
}

// A peer may send on while it is answered: the next request, or rubbish. Past this much of it,
// reading rests until the answer is over.
constexpr std::size_t kReadAhead = 64U << 10U;

}  // namespace

StreamWriter::StreamWriter(evhttp_request* request) : request_(request) {
  bufferevent* const stream = stream_of(request);
  bufferevent_data_cb on_read = nullptr;
  bufferevent_data_cb on_write = nullptr;
  bufferevent_event_cb on_event = nullptr;
  void* argument = nullptr;
  bufferevent_getcb(stream, &on_read, &on_write, &on_event, &argument);
  // evhttp ends the process when bytes come before the reply has begun, so its reader must not see
  // them; it puts its reader back for the next request.
  bufferevent_setcb(stream, nullptr, on_write, on_event, argument);
  bufferevent_setwatermark(stream, EV_READ, 0, kReadAhead);
  bufferevent_enable(stream, EV_READ);
}

void StreamWriter::begin(int status, const std::vector<core::Header>& headers,
                         std::optional<std::size_t> content_length) {
  evkeyvalq* const out = evhttp_request_get_output_headers(request_);
  for (const core::Header& header : headers) {
    evhttp_add_header(out, header.name.c_str(), header.value.c_str());
  }
  if (content_length) {
    evhttp_add_header(out, "Content-Length", std::to_string(*content_length).c_str());
  }
  evhttp_send_reply_start(request_, status, nullptr);
}

void StreamWriter::speak_old_http() {
  request_->major = 1;
  request_->minor = 0;
  evhttp_add_header(evhttp_request_get_output_headers(request_), "Connection", "close");
}

void StreamWriter::write(std::string_view bytes) {
  if (bytes.empty() || evhttp_request_get_command(request_) == EVHTTP_REQ_HEAD) return;
  if (request_->chunked == 0) {
    raw(bytes);
    return;
  }
  frame_.clear();
  fmt::format_to(std::back_inserter(frame_), "{:x}\r\n", bytes.size());
  frame_.append(bytes).append("\r\n");
  raw(frame_);
}

void StreamWriter::raw(std::string_view bytes) {
  bufferevent* const stream = stream_of(request_);
  evbuffer* const queue = bufferevent_get_output(stream);
  if (evbuffer_get_length(queue) == 0) {
    const auto sent =
        ::send(bufferevent_getfd(stream), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (bytes.empty()) return;
  }
  evbuffer_add(queue, bytes.data(), bytes.size());
  bufferevent_enable(stream, EV_WRITE);
}

std::size_t StreamWriter::backlog() const {
  return evbuffer_get_length(bufferevent_get_output(stream_of(request_)));
}

void StreamWriter::end() { evhttp_send_reply_end(request_); }

void StreamWriter::cut() { evhttp_connection_free(evhttp_request_get_connection(request_)); }

void StreamWriter::reset() {
  // libevent shuts a connection down before closing it, which would send FIN; dissolving the
  // association is what makes the kernel send RST instead.
  sockaddr nowhere{};
  nowhere.sa_family = AF_UNSPEC;
  (void)::connect(bufferevent_getfd(stream_of(request_)), &nowhere, sizeof(nowhere));
  cut();
}

void StreamWriter::abandon() {
  // A connection that fails detaches the request and leaves it to us; one that is freed by its
  // server still holds it and frees it itself.
  if (evhttp_request_get_connection(request_) == nullptr) evhttp_request_free(request_);
}

}  // namespace orbench::mock
