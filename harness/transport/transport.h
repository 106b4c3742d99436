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
  kTransportError,  ///< reset, short body, broken framing, a head too large, bytes that are no HTTP
  kAborted,         ///< cancel(), or the sink asked to stop
};

/// Times of the connection, where they happened; a reused connection has none of them.
struct TransferTiming {
  std::optional<core::Duration> dns;  ///< only for a host that is a name; near 0 from the cache
  std::optional<core::Duration> connect;
  std::optional<core::Duration> tls;
  bool connection_reused = false;
  /// How often the request was written: more than once when a reused connection proved dead before
  /// a byte came back, and libcurl sent it again on another.
  std::uint32_t sends = 0;
};

struct TransferResult {
  TransferEnd end = TransferEnd::kComplete;
  std::string error;  ///< one line for people, empty when complete; never holds a header or a key
  TransferTiming timing;
  std::uint64_t bytes_received = 0;  ///< body bytes
  /// When the bytes arrived that ended it, stamped as they were; empty where no bytes did.
  std::optional<core::Duration> ended_by = {};
};

/// Hears about one transfer. Called on the transport's thread. Inside on_sent, on_head and on_bytes
/// the sink must only note what it sees: no call into the transport, no blocking. These three may
/// come before start() has returned, for the new transfer (the request leaves inside that call when
/// a connection is idle, which is what makes sending on time exact) and for others.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  /// The connection is ready; the next act is the write. Called again when the request is sent
  /// again (TransferTiming::sends): the last call counts.
  virtual void on_sent(core::Duration at) = 0;
  /// The final response head (interim 1xx are skipped). Views are valid during the call.
  /// `at`, here and below: when the bytes arrived, by the kernel's stamp where StampMode has it.
  virtual void on_head(core::Duration at, const core::ResponseHead& head) = 0;
  /// Body bytes. Those of one network read bear one stamp, though they may come in several calls,
  /// and the head may share it. False ends the transfer (reported as kAborted).
  virtual bool on_bytes(core::Duration at, std::string_view bytes) = 0;
  /// The transfer is over; the last call. At loop level: the sink may start or cancel transfers.
  /// `at`: when the client noticed.
  virtual void on_closed(core::Duration at, const TransferResult& result) = 0;
};

/// Names one transfer among the last four billion of a transport. Zero names none.
using TransferId = std::uint64_t;

/// Where the instants of on_head and on_bytes come from.
enum class StampMode : std::uint8_t {
  kAuto,      ///< the kernel where that works: HTTP/1.1 on a system with SO_TIMESTAMPNS
  kKernel,    ///< the kernel, or no transport
  kCallback,  ///< the clock, when libcurl hands the first bytes of a read over
};

/// How many reads were stamped by whom. Both are there in a good run by kernel stamps: a read that
/// libcurl did on its own account (after a write, say) has a callback stamp.
struct StampCounts {
  std::uint64_t kernel = 0;
  std::uint64_t callback = 0;
};

/// Hears of reads that came late. Called on the transport's thread, inside its turns.
class LateReadListener {
 public:
  virtual ~LateReadListener() = default;
  /// `waited`: how long the oldest byte had lain in the socket, by its kernel stamp; with the
  /// callback's stamps how long the loop had known of it, and how late it woke: at least.
  virtual void on_late_read(core::Duration waited) = 0;
};

/// Sends requests on one event loop. Times are CLOCK_MONOTONIC. There are no time-outs here: the
/// caller owns deadlines and cancels.
/// Threads: one thread per object, that of its reactor.
/// Lifetime: sinks must outlive their transfer's on_closed().
class Transport {
 public:
  virtual ~Transport() = default;
  /// Begins a transfer at loop level. on_closed is never called before it returns; ResponseSink
  /// says what may be. The request is copied.
  /// Errors: kInvalidArgument for a URL that is none, a method other than GET, POST, PUT, PATCH or
  /// DELETE, or a header that is none; kNetwork when no handle can be had.
  [[nodiscard]] virtual core::Result<TransferId> start(const core::HttpRequest& request,
                                                       ResponseSink& sink) = 0;
  /// Ends a transfer and closes its connection; the sink hears on_closed(kAborted) before this
  /// returns. Unknown ids are ignored. REQUIRES: not inside a sink call other than on_closed.
  virtual void cancel(TransferId id) = 0;
  [[nodiscard]] virtual std::size_t in_flight() const = 0;
  /// Inside on_bytes: how late the loop was, at least, so that the gap before these bytes is its
  /// own in part. It woke so late; and where the stamp is not the kernel's, it has known for so
  /// long that the socket is ready.
  [[nodiscard]] virtual core::Duration read_lateness() const { return {}; }
  /// Of all reads so far.
  [[nodiscard]] virtual StampCounts stamp_counts() const { return {}; }
  /// From now on `listener` hears of reads that bytes have waited for longer than this; null for
  /// nobody.
  static constexpr core::Duration kPromptRead = std::chrono::milliseconds{1};
  virtual void tell_late_reads(LateReadListener* /*listener*/) {}
};

/// The addresses of a host, so that no transfer looks them up.
struct KnownHost {
  std::string name;
  int port = 0;
  std::vector<std::string> addresses = {};  ///< numeric, in the order to try
};

struct TransportOptions {
  core::HttpVersion http = core::HttpVersion::kHttp1;
  bool reuse_connections = true;
  std::size_t expected_in_flight = 64;  ///< sizes the multis and the connection cache
  bool tls = true;  ///< false: every URL is plain http, so the system's store (0.1 s) is not read
  std::string ca_file = {};  ///< PEM; empty = the system's store
  StampMode stamps = StampMode::kAuto;
  /// How long arrived bytes may lie in the kernel while many streams run, so that one wake-up reads
  /// several (read_batch.h); only with the kernel's stamps, which do not move by it.
  core::Duration longest_rest = std::chrono::microseconds{500};
  std::vector<KnownHost> hosts = {};  ///< others are looked up by libcurl
};

class Reactor;

/// libcurl's multi interface on `reactor`. Redirects are not followed, proxies of the environment
/// are not used, certificates are always verified; k2 and kAuto both negotiate HTTP/2 over TLS and
/// fall back to 1.1. Ignores SIGPIPE for the process if nobody handles it: a peer that closes
/// during a TLS write would end the program. REQUIRES: curl_global_init was called, `clock` is
/// CLOCK_MONOTONIC; reactor and clock outlive the transport. Destroying it abandons open transfers:
/// their sinks hear nothing more. Errors: kInvalidArgument for a ca_file that holds no certificate;
/// kUnsupported for kernel stamps where there are none.
[[nodiscard]] core::Result<std::unique_ptr<Transport>> make_curl_transport(
    Reactor& reactor, const core::Clock& clock, const TransportOptions& options);

/// libcurl's and OpenSSL's versions, for --version and the environment block.
[[nodiscard]] std::string library_versions();

}  // namespace orbench::transport
