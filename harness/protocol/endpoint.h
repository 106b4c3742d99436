#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/json.h"
#include "harness/core/outcome.h"
#include "harness/core/product.h"
#include "harness/core/units.h"
#include "harness/protocol/next_exchange.h"
#include "harness/protocol/request_draft.h"
#include "harness/protocol/routing.h"
#include "harness/protocol/token_timeline.h"
#include "harness/protocol/usage.h"

namespace orbench::protocol {

/// What distinguishes one rendered request from another. Same context, same bytes.
struct RenderContext {
  std::uint64_t seed;
  std::uint64_t seq;
  bool warmup;
  std::uint32_t cell;
  /// Counts the turns of a workload's cells: in one round each of them is sent once, so requests of
  /// one round may be compared.
  std::uint64_t round;

  explicit(false)
      RenderContext(std::uint64_t run_seed = 0, std::uint64_t seq_in_workload = 0,
                    bool in_warmup = false, std::uint32_t of_cell = 0, std::uint64_t in_round = 0)
      : seed(run_seed), seq(seq_in_workload), warmup(in_warmup), cell(of_cell), round(in_round) {}
};

struct ApiPlan;

/// What a request says of the reply to it, as far as reader and sample must know. Zero or empty:
/// it says nothing.
struct Asked {
  bool stream = false;                  ///< an event stream is asked for
  std::uint32_t items = 0;              ///< images wanted, inputs to embed, documents to rank
  std::uint32_t dimensions = 0;         ///< length of a vector
  std::uint32_t most_items = 0;         ///< documents wanted back at most
  std::optional<core::Duration> audio;  ///< length of the sound sent
  bool prepares = false;                ///< other calls come before the one that is measured
  const ApiPlan* api = nullptr;         ///< of the endpoint `api`
};

/// A request body compiled once per cell and rendered once per request.
/// Threads: render() is const and may run on any thread.
class RequestTemplate {
 public:
  virtual ~RequestTemplate() = default;
  /// Writes method, path (appended to the base URL that `out.url` holds on entry), the headers of
  /// the endpoint and the body. Strings of `out` are reused.
  /// Headers: on entry `out.headers` holds those of the target and the workload. They win: the
  /// endpoint's own are appended only where no header of that name is there.
  virtual void render(const RenderContext& context, core::HttpRequest& out) const = 0;
  [[nodiscard]] virtual const Asked& asked() const = 0;
  /// The request asks for an event stream.
  [[nodiscard]] bool streaming() const { return asked().stream; }
  /// The model asked for; empty when the body names none.
  [[nodiscard]] virtual const std::string& model() const = 0;
  /// The documented operation that is called, for the endpoint that can call any; else empty.
  [[nodiscard]] virtual std::string operation() const { return {}; }
};

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

/// Everything a reply said. Times are in `timeline`.
struct ResponseFacts {
  BodyVerdict verdict = BodyVerdict::kTruncated;
  core::Product product = core::Product::kTokens;
  core::LimitOwner limit_owner = core::LimitOwner::kNone;
  bool stream = false;            ///< the reply was an event stream, whatever the request asked
  bool cached = false;            ///< answered from the response cache
  bool reasoning_text = false;    ///< reasoning was streamed or given as text
  bool reasoning_opaque = false;  ///< a summary or encrypted reasoning was given
  Usage usage;
  bool has_usage = false;
  std::uint32_t items = 0;  ///< images made, inputs embedded, documents ranked; 0 if not counted
  std::optional<core::Duration> audio;  ///< length of the sound made or heard, where it is known
  Served served;
  Routing routing;
  JobInstants job;    ///< unset but for jobs
  std::string error;  ///< one line for people; empty when ok
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

/// One kind of API endpoint. Adding one: endpoints/x.cc and its line in endpoints.def.
/// Threads: const, any thread.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// One line for `orbench list endpoints`.
  [[nodiscard]] virtual std::string_view what() const = 0;
  /// A request to start from, for `orbench init` and `run --endpoint` (model left out).
  [[nodiscard]] virtual core::JsonValue example_request() const = 0;
  /// The service may answer sooner when it has seen the beginning of a prompt before, so prompts
  /// are salted unless the scenario says otherwise.
  [[nodiscard]] virtual bool caches_prompts() const { return false; }
  /// Compiles the request of one cell. Mistakes are reported at their place; then nullptr.
  [[nodiscard]] virtual std::unique_ptr<RequestTemplate> compile(
      const RequestDraft& draft) const = 0;
  [[nodiscard]] virtual std::unique_ptr<ResponseReader> make_reader() const = 0;
  /// The member of a request that lists the turns of a conversation; empty for a kind that has no
  /// conversations. Its replies' text is that of answer_text().
  [[nodiscard]] virtual std::string_view turns_key() const { return {}; }
  /// Its requests are jobs, waited for by further exchanges: the workload's `job` applies.
  [[nodiscard]] virtual bool makes_jobs() const { return false; }
};

/// Every endpoint of endpoints.def, in its order. Static lifetime.
[[nodiscard]] const std::vector<const Endpoint*>& all_endpoints();
/// nullptr when unknown.
[[nodiscard]] const Endpoint* find_endpoint(std::string_view name);
[[nodiscard]] std::vector<std::string> endpoint_names();

}  // namespace orbench::protocol
