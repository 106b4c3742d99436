#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/http.h"

struct evhttp_request;

namespace orbench::mock {

/// The sending side of one request. Bytes go to the socket at once while nothing is queued, so that
/// a token leaves at its instant and not a loop turn later; what the socket refuses is queued.
/// After end(), cut(), reset() or abandon() the request is gone and no call may follow.
/// Errors:   a lost peer is not reported here; the connection's close callback tells.
/// Threads:  the loop thread.  Lifetime: the request must be unanswered when handed over.
class StreamWriter {
 public:
  /// Also begins to watch for the peer leaving, which evhttp does only from the first write on.
  explicit StreamWriter(evhttp_request* request);

  /// Status line and headers. Without a length the body is chunked (for HTTP/1.1 clients).
  void begin(int status, const std::vector<core::Header>& headers,
             std::optional<std::size_t> content_length);
  /// Before begin(): answers as HTTP/1.0, and closes afterwards.
  void speak_old_http();
  /// Body bytes, one chunk. Nothing is sent for an empty view (it would end the body) or for HEAD.
  void write(std::string_view bytes);
  /// Bytes outside any framing.
  void raw(std::string_view bytes);
  /// Bytes queued here, not yet taken by the socket.
  [[nodiscard]] std::size_t backlog() const;

  /// Ends the body; the connection stays open for the next request.
  void end();
  /// Closes without the terminator. Not from inside the server's request callback.
  void cut();
  /// Closes with a real RST. Not from inside the server's request callback.
  void reset();
  /// The peer has left: frees what is left of the request.
  void abandon();

  [[nodiscard]] evhttp_request* request() const { return request_; }

 private:
  evhttp_request* request_;
  std::string frame_;
};

}  // namespace orbench::mock
