#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "harness/core/http.h"
#include "harness/core/outcome.h"
#include "harness/core/product.h"
#include "harness/core/rare.h"
#include "harness/core/routing.h"
#include "harness/core/units.h"
#include "harness/core/usage.h"
#include "harness/protocol/next_exchange.h"
#include "harness/protocol/request_template.h"
#include "harness/protocol/token_timeline.h"

namespace orbench::protocol {

/// How the body of a reply ended, as far as its content says. Order is that of decision.
enum class BodyVerdict : std::uint8_t {
  kRateLimited,  ///< 429 in-band or as status, or the retryable 402
  kHttpError,    ///< any other status that is not 2xx
  kInBandError,  ///< an error object inside a 2xx
  kMalformed,    ///< not SSE, not JSON, or over a size limit
  kTruncated,    ///< a stream without its terminator
  kEmpty,  ///< nothing was produced: no token-bearing event and no output tokens, no image, …
  kOk,
};

/// Who served a reply, as far as its own wire says; empty where it does not.
struct Served {
  std::string provider;  ///< display name
  std::string model;
  std::string tier;
  std::string generation_id;
  std::string finish_reason;
};

/// What a reply said in figures.
struct ReplyFigures {
  BodyVerdict verdict = BodyVerdict::kTruncated;
  core::Product product = core::Product::kTokens;
  core::LimitOwner limit_owner = core::LimitOwner::kNone;
  bool stream = false;            ///< the reply was an event stream, whatever the request asked
  bool cached = false;            ///< answered from the response cache
  bool reasoning_text = false;    ///< reasoning was streamed or given as text
  bool reasoning_opaque = false;  ///< a summary or encrypted reasoning was given
  core::Usage usage;
  bool has_usage = false;
  std::uint32_t items = 0;  ///< images made, inputs embedded, documents ranked; 0 if not counted
  std::optional<core::Duration> audio;  ///< length of the sound made or heard, where it is known
  JobInstants job;                      ///< unset but for jobs
};
static_assert(std::is_trivially_copyable_v<ReplyFigures>, "they are reset for each request");

/// Everything a reply said. Times are in `timeline`.
struct ResponseFacts : ReplyFigures {
  Served served;
  core::Rare<core::Routing> routing;  ///< where it told of the router's choice
  std::string error;                  ///< one line for people; empty when ok

  /// Back to the defaults; strings keep their memory for the next reply.
  void reset() {
    static_cast<ReplyFigures&>(*this) = {};
    for (std::string* text : {&served.provider, &served.model, &served.tier, &served.generation_id,
                              &served.finish_reason, &error}) {
      text->clear();
    }
    routing.reset();
  }
};

/// The state machine that reads one reply. Recycled with its slot: reset() keeps its buffers, so
/// that a chunk costs no allocation.
/// Order of calls: reset, expect at most once, on_head once, on_bytes any number of times, finish
/// once. A reader may want further exchanges: while next_exchange() names one after finish(), it is
/// rendered, and on_head, on_bytes and finish come again.
/// Threads: one thread per object.
class ResponseReader {
 public:
  virtual ~ResponseReader() = default;
  virtual void reset() = 0;
  /// What the request asked for, for those replies that are judged by it.
  virtual void expect(const Asked& /*asked*/) {}
  virtual void on_head(const core::ResponseHead& head) = 0;
  /// False when nothing more can come of this reply (its size limit is broken): the caller may
  /// close the connection.
  virtual bool on_bytes(core::Stamp at, std::string_view bytes) = 0;
  /// The body ended: `complete` when the transfer ended as HTTP says it should.
  virtual void finish(core::Stamp at, bool complete) = 0;
  /// After finish(): the exchange that the request needs next; nothing when it is over.
  [[nodiscard]] virtual std::optional<NextExchange> next_exchange() const { return std::nullopt; }
  /// Writes that exchange as RequestTemplate::render does. REQUIRES: next_exchange().
  virtual void render_next_exchange(core::HttpRequest& /*out*/) {}

  /// The terminator was read, or an error event, after which nothing more is due: a stream may be
  /// closed now (some servers keep the socket open).
  [[nodiscard]] virtual bool terminated() const = 0;
  /// Instants so far; complete after finish().
  [[nodiscard]] virtual const TokenTimeline& timeline() const = 0;
  /// REQUIRES: finish() was called.
  [[nodiscard]] virtual const ResponseFacts& facts() const = 0;
};

}  // namespace orbench::protocol
