#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/clock.h"
#include "harness/core/http.h"
#include "harness/core/result.h"
#include "harness/core/units.h"

namespace orbench::transport {

/// How a transfer ended, below HTTP.
enum class TransferEnd : std::uint8_t {
  kComplete,        ///< head and body as HTTP says they should be
  kConnectError,    ///< refused, unreachable, name not resolved
  kTlsError,        ///< handshake or certificate
  kTransportError,  ///< reset, short or over-long body, broken framing, bytes that are no HTTP
  kAborted,         ///< cancel(), or the sink asked to stop
};

/// Times of the connection, where they happened; a reused connection has none of them.
struct TransferTiming {
  std::optional<core::Duration> dns;
  std::optional<core::Duration> connect;
  std::optional<core::Duration> tls;
  bool connection_reused = false;
};

struct TransferResult {
  TransferEnd end = TransferEnd::kComplete;
  std::string error;  ///< one line for people, empty when complete; never holds a header or a key
  TransferTiming timing;
  std::uint64_t bytes_received = 0;  ///< body bytes
};

/// Hears about one transfer. Called on the transport's thread. Inside on_sent, on_head and on_bytes
/// the sink must only note what it sees: no call into the transport, no blocking.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  /// The connection is ready; the next act is the write.
  virtual void on_sent(core::Duration at) = 0;
  /// The final response head (interim 1xx are skipped). Views are valid during the call.
  virtual void on_head(core::Duration at, const core::ResponseHead& head) = 0;
  /// Body bytes of one network read. False ends the transfer (reported as kAborted).
  virtual bool on_bytes(core::Duration at, std::string_view bytes) = 0;
  /// The transfer is over; the last call. At loop level: the sink may start or cancel transfers.
  virtual void on_closed(core::Duration at, const TransferResult& result) = 0;
};

/// Names one transfer; never reused within a transport. Zero names none.
using TransferId = std::uint64_t;

/// Sends requests on one event loop. Times are CLOCK_MONOTONIC. There are no time-outs here: the
/// caller owns deadlines and cancels.
/// Threads: one thread per object, that of its reactor.
/// Lifetime: sinks must outlive their transfer's on_closed().
class Transport {
 public:
  virtual ~Transport() = default;
  /// Begins a transfer at loop level; never calls the sink before it returns.
  /// Errors: kInvalidArgument for a URL that is none; kNetwork when no handle can be had.
  [[nodiscard]] virtual core::Result<TransferId> start(const core::HttpRequest& request,
                                                       ResponseSink& sink) = 0;
  /// Ends a transfer and closes its connection; the sink hears on_closed(kAborted) before this
  /// returns. Unknown ids are ignored. REQUIRES: not inside a sink call other than on_closed.
  virtual void cancel(TransferId id) = 0;
  [[nodiscard]] virtual std::size_t in_flight() const = 0;
};

struct TransportOptions {
  core::HttpVersion http = core::HttpVersion::k1_1;
  bool reuse_connections = true;
  std::size_t expected_in_flight = 64;  ///< sizes the multis and the connection cache
  std::string ca_file;                  ///< PEM; empty = the system's store
};

class Reactor;

/// libcurl's multi interface on `reactor`. REQUIRES: curl_global_init was called, the reactor
/// outlives the transport, `clock` is CLOCK_MONOTONIC.
[[nodiscard]] core::Result<std::unique_ptr<Transport>> make_curl_transport(
    Reactor& reactor, const core::Clock& clock, const TransportOptions& options);

/// libcurl's and OpenSSL's versions, for --version and the environment block.
[[nodiscard]] std::string library_versions();

}  // namespace orbench::transport
