#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/product.h"
#include "harness/core/rare.h"
#include "harness/core/routing.h"
#include "harness/core/usage.h"
#include "harness/protocol/endpoint.h"
#include "harness/protocol/error_body.h"
#include "harness/protocol/sse_parser.h"
#include "harness/protocol/token_timeline.h"

namespace orbench::protocol {

/// What one JSON object of a reply says: an event of a stream, a whole reply, or an error body.
/// Absent texts are empty.
/// Lifetime: the views point into the text that was read or into working space of the wire or of
/// all wires of its thread. They hold while the text is there and until one of those wires reads
/// again, but where the next read finds it repeated: then they hold on.
struct WireEvent {
  EventMaterial material;         ///< of all choices together
  bool repeats = false;           ///< but for that, it says what this object held before the read
  std::uint64_t example = 0;      ///< of the wire's: the event that it is, or repeats; 0 for none
  bool reasoning_text = false;    ///< thinking in the open
  bool reasoning_opaque = false;  ///< a summary of it, or encrypted
  bool has_usage = false;
  bool failed = false;      ///< it says that the reply failed, with or without an error object
  bool last = false;        ///< of a stream: it ends what the model says
  std::uint32_t items = 0;  ///< whole images, embeddings or ranked documents in it
  std::optional<core::Duration> audio;  ///< the length of the sound that it is about
  core::Usage usage;
  std::string_view id;
  std::string_view provider;
  std::string_view model;
  std::string_view tier;
  std::string_view finish_reason;
  bool names_are_plain = false;  ///< provider, model, tier and finish_reason: printable as they are
  core::Rare<core::Routing> routing;  ///< `openrouter_metadata`, where the request asked for it
  core::Rare<ApiError> error;         ///< wherever in the object it stands
  core::Rare<std::string> defect;     ///< why what it brings is not what it should be
};

/// What ends a stream.
enum class StreamEnd : std::uint8_t {
  kDone,         ///< `[DONE]`
  kLast,         ///< the event with `last`; a `[DONE]` behind it is courtesy
  kLastAndDone,  ///< `[DONE]`, and it counts only behind an event with `last`
};

/// How much a reply may hold before it is taken for hostile or broken.
struct ReplyLimits {
  std::size_t body_bytes = 64U << 20U;  ///< a plain body
  SseLimits stream;
};

/// How the replies of one endpoint are written: what their JSON means, and what ends a stream.
/// Stateless between events but for its working space.
/// Threads: one thread per object.
class Wire {
 public:
  virtual ~Wire() = default;
  /// Reads one JSON text; false when it is not one JSON object, and `out` then holds nothing of
  /// use. `in_stream`: it is an event of a stream, else a whole body. `out` may hold the event
  /// before, of this wire and of no other: what it repeats of that is left standing.
  [[nodiscard]] virtual bool read(std::string_view json, bool in_stream, WireEvent& out) = 0;
  /// `text` begins with one JSON text of a stream. Where it repeats the one that `out` holds, and
  /// `end` follows it, reads it as read() would and returns its size; else 0, with `out` untouched.
  /// Exact: texts that hold a line end are never known.
  [[nodiscard]] virtual std::size_t read_known(std::string_view text, std::string_view end,
                                               WireEvent& out) = 0;
  /// Gives an unusual amount of working space back.
  virtual void trim() = 0;

  /// What the reply to come answers, for wires that judge by it while they read.
  virtual void expect(const Asked& /*asked*/) {}
  [[nodiscard]] virtual core::Product product() const { return core::Product::kTokens; }
  [[nodiscard]] virtual StreamEnd stream_end() const { return StreamEnd::kDone; }
  /// The name of the event with `last`, for people.
  [[nodiscard]] virtual std::string_view last_event() const { return {}; }
  [[nodiscard]] virtual ReplyLimits limits() const { return {}; }
  /// Looks at a whole reply beside what was asked for; what is wrong with it, or nothing.
  [[nodiscard]] virtual std::string compare(const Asked& /*asked*/,
                                            const ResponseFacts& /*facts*/) const {
    return {};
  }
};

}  // namespace orbench::protocol
