#include "mock/server/http_request.h"

#include <cstdlib>
#include <memory>
#include <string>

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>

namespace orbench::mock {
namespace {

std::string_view method_name(evhttp_cmd_type command) {
  switch (command) {
    case EVHTTP_REQ_GET:
      return "GET";
    case EVHTTP_REQ_POST:
      return "POST";
    case EVHTTP_REQ_PUT:
      return "PUT";
    case EVHTTP_REQ_PATCH:
      return "PATCH";
    case EVHTTP_REQ_DELETE:
      return "DELETE";
    case EVHTTP_REQ_HEAD:
      return "HEAD";
    case EVHTTP_REQ_OPTIONS:
      return "OPTIONS";
    default:
      return "";
  }
}

std::string decoded(const char* encoded) {
  if (encoded == nullptr) return {};
  std::size_t size = 0;
  const std::unique_ptr<char, decltype(&std::free)> plain(evhttp_uridecode(encoded, 0, &size),
                                                          &std::free);
  return plain ? std::string(plain.get(), size) : std::string{};
}

}  // namespace

Request view_of(evhttp_request* from) {
  Request request;
  request.method = method_name(evhttp_request_get_command(from));
  const evhttp_uri* const uri = evhttp_request_get_evhttp_uri(from);
  request.path = decoded(evhttp_uri_get_path(uri));
  if (const char* query = evhttp_uri_get_query(uri)) request.query = query;
  const evkeyvalq* const headers = evhttp_request_get_input_headers(from);
  for (const evkeyval* h = headers->tqh_first; h != nullptr; h = h->next.tqe_next) {
    request.headers.push_back({h->key, h->value});
  }
  evbuffer* const body = evhttp_request_get_input_buffer(from);
  const std::size_t size = evbuffer_get_length(body);
  if (size > 0) {
    // evbuffer counts in unsigned char; a view of bytes is what the rest of the program reads.
    request.body = {reinterpret_cast<const char*>(evbuffer_pullup(body, -1)), size};
  }
  return request;
}

std::string_view unsound(const evhttp_request& request) {
  constexpr auto kFirstWithHost = std::make_pair(1, 1);
  std::string_view length;
  std::string_view encoding;
  bool host = false;
  for (const evkeyval* h = request.input_headers->tqh_first; h != nullptr; h = h->next.tqe_next) {
    const std::string_view value = h->value;
    host |= equal_ignoring_case(h->key, "Host");
    if (equal_ignoring_case(h->key, "Transfer-Encoding")) {
      if (!encoding.empty()) return "Transfer-Encoding is given twice";
      encoding = value;
    }
    if (equal_ignoring_case(h->key, "Content-Length")) {
      if (!length.empty() && length != value) return "Content-Length is given twice";
      length = value;
    }
  }
  if (!host && std::make_pair(int{request.major}, int{request.minor}) >= kFirstWithHost) {
    return "Host is missing";
  }
  if (encoding.empty()) return {};
  if (!length.empty()) return "Content-Length and Transfer-Encoding exclude each other";
  if (!equal_ignoring_case(encoding, "chunked")) return "Transfer-Encoding must be chunked";
  return {};
}

}  // namespace orbench::mock
