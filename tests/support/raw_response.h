#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/support/raw_http_client.h"

namespace orbench::support {

/// An answer taken apart as far as its framing goes.
struct RawResponse {
  int status = 0;
  std::string head;       ///< through the blank line
  std::string body;       ///< chunk framing removed
  bool complete = false;  ///< the length was reached, or the last chunk was there
  Ending ending = Ending::kSilent;
};

/// Reads a chunked body; false when it does not end properly.
inline bool remove_chunks(std::string_view bytes, std::string& body) {
  for (;;) {
    const auto line = bytes.find("\r\n");
    if (line == std::string_view::npos) return false;
    const auto size = std::strtoull(std::string(bytes.substr(0, line)).c_str(), nullptr, 16);
    bytes.remove_prefix(line + 2);
    if (size == 0) return bytes == "\r\n";
    body.append(bytes.substr(0, size));
    if (bytes.size() < size + 2) return false;
    bytes.remove_prefix(size + 2);
  }
}

inline RawResponse parse_response(const std::string& bytes, Ending ending) {
  RawResponse response;
  response.ending = ending;
  const auto blank = bytes.find("\r\n\r\n");
  if (blank == std::string::npos || bytes.rfind("HTTP/1.", 0) != 0) return response;
  response.head = bytes.substr(0, blank + 4);
  response.status = std::atoi(response.head.c_str() + 9);
  const std::string_view rest = std::string_view(bytes).substr(blank + 4);
  if (response.head.find("Transfer-Encoding: chunked") != std::string::npos) {
    response.complete = remove_chunks(rest, response.body);
    return response;
  }
  response.body = rest;
  const auto length = response.head.find("Content-Length: ");
  response.complete =
      length != std::string::npos &&
      std::strtoull(response.head.c_str() + length + 16, nullptr, 10) == rest.size();
  return response;
}

/// A request that asks the server to close afterwards, with a key.
inline std::string http_request(std::string_view method, std::string_view path,
                                std::string_view body = {}, std::string_view extra_headers = {}) {
  std::string text;
  text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: mock\r\n");
  text.append("Authorization: Bearer test\r\nConnection: close\r\n").append(extra_headers);
  text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return text.append(body);
}

/// Sends one request on a connection of its own and reads to the end.
inline RawResponse fetch(int port, const std::string& request) {
  RawHttpClient client(port);
  client.send(request);
  const Ending ending = client.read();
  return parse_response(client.received(), ending);
}

}  // namespace orbench::support
